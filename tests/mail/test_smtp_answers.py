"""Answers of mail servers, as large providers and common programs word them, and what each means for a mail."""

from datetime import timedelta

import pytest

from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox.answers import (
    GIVE_UP_AFTER,
    PAUSES,
    Trouble,
    is_final,
    pause_after,
    trouble_at_recipient,
    trouble_at_sender,
)

AT_RECIPIENT = {
    Trouble.GREYLISTED: [
        "450 4.2.0 <ann@buyers.test>: Recipient address rejected: Greylisted, see http://postgrey.test/help",
        "451 4.7.1 Greylisting in action, please come back later",
        "451 4.7.500 Server busy. Please try again later",
        "450 4.7.1 <ann@buyers.test>: Recipient address rejected",
    ],
    Trouble.MAILBOX_FULL: ["452 4.2.2 The email account is over quota", "452 Mailbox full", "450 4.2.2 Mailbox full"],
    Trouble.RATE_LIMITED: [
        "421 4.7.28 Our system has detected an unusual rate of unsolicited mail",
        "421 4.7.0 [TSS04] Messages temporarily deferred due to user complaints",
        "451 4.7.1 Too many messages from you, slow down",
        "450 4.4.2 connection dropped",
        "451 4.4.4 Mail received as unauthenticated",
        "421 Service not available",
    ],
    Trouble.BUSY: [
        "451 come back later",
        "451 4.3.0 Temporary lookup failure",
        "452 4.3.1 Insufficient system storage",
    ],
    Trouble.NO_ADDRESS: [
        "550 5.1.1 The email account that you tried to reach does not exist",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found",
        "556 5.1.10 null MX",
        "550 No such user here",
        "550 User unknown",
        "550 5.2.1 The email account is disabled",
    ],
    Trouble.UNSIGNED: [
        "550 5.7.26 Unauthenticated email is not accepted due to the domain's DMARC policy",
        "550 5.7.23 SPF validation failed",
        "550 5.7.515 Access denied, sending domain does not meet the required authentication level",
        "550 5.7.20 no passing DKIM signature found",
        "550 5.7.25 The IP address sending this message does not have a PTR record",
    ],
    Trouble.REPUTATION: [
        "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
        "550 5.7.606 Access denied, banned sending IP [192.0.2.1]",
        "550 5.7.1 Message rejected as spam by content filtering",
        "554 Your host has a poor reputation",
        "550 Blocked",
    ],
    Trouble.POLICY: [
        "550 5.7.1 Delivery not authorized",
        "554 5.7.1 <ann@x.test>: Relay access denied",
        "550 relaying denied",
    ],
    Trouble.TOO_LARGE: [
        "552 5.3.4 Message size exceeds fixed limit",
        "552 Message exceeds maximum size",
        "554 5.2.3 message too long",
    ],
    Trouble.MAILBOX_FULL_FOR_GOOD: [
        "552 5.2.2 Over quota",
        "552 Mailbox full",
        "552 Requested action: exceeded storage allocation",
    ],
    Trouble.REFUSED: ["550 no", "554 Transaction failed", "550 5.6.0 malformed", "550 4.2.2 over quota, it says"],
}


@pytest.mark.parametrize(
    ("trouble", "reply"), [(key, reply) for key, replies in AT_RECIPIENT.items() for reply in replies]
)
def test_each_answer_has_its_class_and_4yz_alone_comes_again(trouble, reply):
    assert trouble_at_recipient(reply) == trouble
    assert is_final(trouble) == reply.startswith("5")


@pytest.mark.parametrize(
    ("reply", "trouble"),
    [
        ("421 4.7.0 too many connections", Trouble.OWN_SERVER),
        ("451 4.3.0 out of order", Trouble.OWN_SERVER),
        ("530 5.7.0 Must issue a STARTTLS command first", Trouble.OWN_SERVER),
        ("535 5.7.8 Bad credentials", Trouble.OWN_SERVER),
        ("550 5.7.1 Client does not have permissions to send as this sender", Trouble.POLICY),
        ("550 5.1.1 User unknown", Trouble.POLICY),
        ("552 5.3.4 Message size exceeds fixed limit", Trouble.TOO_LARGE),
        ("550 5.7.26 DMARC", Trouble.UNSIGNED),
    ],
)
def test_nothing_that_is_said_before_the_recipient_is_about_him(reply, trouble):
    assert trouble_at_sender(reply) == trouble


@pytest.mark.parametrize("trouble", sorted(PAUSES))
def test_pauses_grow_and_leave_time_for_several_attempts(trouble):
    pauses = [pause_after(trouble, failures) for failures in range(1, 30)]
    assert pauses == sorted(pauses)
    assert timedelta(seconds=30) <= pauses[0] <= pauses[-1] <= timedelta(hours=6)
    assert GIVE_UP_AFTER / pauses[-1] >= 20


def test_every_class_has_a_sentence():
    assert set(AT_RECIPIENT) | {Trouble.OWN_SERVER, Trouble.FAULT} == set(Trouble)
    assert all(str(label).endswith(".") for label in OutboundMessage.Trouble.labels)
