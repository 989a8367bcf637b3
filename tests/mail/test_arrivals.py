"""Every mail of the folder on its whole way, from its bytes to a case, and what its table says has come of it."""

from pathlib import Path

import pytest
from django.db import transaction

from helpdesk.mail import outbox
from helpdesk.mail.inbox import keep_message
from helpdesk.mail.models import InboundMessage, OutboundMessage
from helpdesk.mail.reading.senders import plain_address
from tests import make
from tests.mail import arrivals
from tests.mail.writing import DESK
from tickets.cases import find_or_create_requester, open_ticket, reply_to_requester
from tickets.cases.case_mails import note_address, reply_address
from tickets.composer.forwarding import forward
from tickets.inbound import file_message
from tickets.models import Entry, Ticket

pytestmark = pytest.mark.django_db

Status = InboundMessage.Status
ARCHIVES = arrivals.archives()
EXPECTED, LETTERS = arrivals.expected(), arrivals.expected_letters()
FAULTS = range(1, 27)
HELD_ELSEWHERE = {
    "7": ["test_fetching.py::test_a_mail_that_the_server_does_not_hand_out_keeps_no_other_one_waiting"],
    "8": [
        "test_fetch_service.py::test_one_of_three_that_hangs_and_one_that_is_wrong_delay_nobody",
        "test_mailbox_tokens.py::test_the_token_of_one_mailbox_is_not_another_one_s",
    ],
    "9": [
        "test_fetching.py::test_all_of_an_outage_comes_in_once_from_every_folder_in_any_script",
        "test_fetching.py::test_new_uids_bring_nothing_twice_not_even_a_mail_without_an_id",
    ],
    "10": [
        "test_fetching.py::test_all_of_an_outage_comes_in_once_from_every_folder_in_any_script",
        "test_fetch_service.py::test_a_mail_server_that_restarts_in_the_middle_loses_none",
    ],
    "14": [
        "test_fetch_service.py::test_two_services_fetch_each_mail_once",
        "test_fetching.py::test_whoever_lost_the_lease_keeps_nothing",
    ],
    "20": [
        "test_fetching.py::test_all_of_an_outage_comes_in_once_from_every_folder_in_any_script",
        "test_fetching.py::test_a_folder_that_is_not_there_keeps_no_other_one_waiting",
    ],
    "26": [
        "test_outbox.py::test_a_line_that_breaks_after_the_text_leaves_the_mail_in_doubt",
        "test_mailbox_settings.py::test_managers_and_admins_are_told_of_a_mailbox_that_fails_on_every_page",
    ],
}
"""Faults that no mail has, but the way on which it comes or leaves: the tests that hold them."""


@pytest.fixture
def known(settings):
    """Ann's case, answered by Ben and forwarded to the hall; what the mails of the archives know of it."""
    settings.CONTACT_FORM_SENDERS = ["shop.example"]
    settings.DEFAULT_FROM_EMAIL = "Problem desk <desk@desk.test>"
    ben, _zoe = make.agent(name="Ben Adeyemi", email="ben@desk.test"), make.agent(name="Zoe Ray", email="zoe@desk.test")
    requester = find_or_create_requester(name="Ann Lee", email="ann@buyers.example")
    case = open_ticket(Ticket(requester=requester, subject="My code fails"), body="It fails.")
    reply_to_requester(case, body="Try LATE.", by=ben, seen_version=case.version)
    sent = OutboundMessage.objects.get()
    line = Entry(ticket=case, kind=Entry.Kind.FORWARD, body="Please look.", actor=ben, source_key="form:1")
    first = case.entries.get(kind=Entry.Kind.MESSAGE)
    forward(line, entries=[first], files=[], mail=outbox.Mail(to="hall@venue.example", subject="Fwd", text=""))
    OutboundMessage.objects.update(status=OutboundMessage.Status.SENT, sent_at=case.created_at)
    return {
        "CASE": str(case.pk),
        "SENT": sent.message_id,
        "FORWARD": OutboundMessage.objects.exclude(pk=sent.pk).get().message_id,
        "REPLY": reply_address(case.pk),
        "REPLY-UPPER": reply_address(case.pk).upper(),
        "NOTE": note_address(case.pk, ben.pk),
    }


def bring(raw: bytes, *, sender: str, to: str, is_backlog: bool = False) -> InboundMessage:
    """As a mail server brings it: kept, then filed."""
    message = keep_message(raw, door=InboundMessage.Door.SMTP, envelope_from=sender, envelope_to=[to])
    if is_backlog:
        InboundMessage.objects.filter(pk=message.pk).update(is_backlog=True)
    file_message(message.pk)
    return InboundMessage.objects.get(pk=message.pk)


def arrive(archive: dict[str, arrivals.Arrival], name: str, known: dict[str, str]) -> tuple[InboundMessage, int]:
    """Bring one mail of an archive, after the one that comes before it; and how many mails of ours there were then."""
    mail = archive[name]
    options = {option: arrivals.filled(value, known) for option, value in mail.options.items()}
    first = next((others[options["after"]] for others in ARCHIVES.values() if options.get("after") in others), None)
    raw = mail.written(known)
    if first is not None:
        bring(first.written(known), sender=envelope_of(first.written(known)), to=DESK)
        if "same" in options:
            raw = b"Received: from relay.example\r\n" * ("received" in options) + first.written(known)
    sender = options.get("env") or envelope_of(raw)
    mails = OutboundMessage.objects.count()
    return bring(raw, sender=sender, to=options.get("to", DESK), is_backlog="backlog" in options), mails


def envelope_of(raw: bytes) -> str:
    """Where a mail comes from that hides nothing: what From says."""
    line = next((line for line in raw.splitlines() if line.lower().startswith(b"from:")), b"")
    words = line.decode("utf-8", "replace").replace("<", " <").split()
    return next(filter(None, map(plain_address, reversed(words))), "")


def came_of(message: InboundMessage, case: Ticket, *, mails_before: int) -> dict[str, str]:
    """What the table says of a mail, as it came."""
    found = {"case": "aside", "requester": "", "subject": "", "begins": "", "folded": "", "files": ""}
    said = message.entries.exclude(kind=Entry.Kind.STATUS).first() or message.entries.first()
    if said is not None:
        is_new, ticket = said.ticket_id != case.pk, said.ticket
        if is_new:
            said = ticket.entries.get(kind=Entry.Kind.MESSAGE)
            found["requester"], found["subject"] = ticket.requester.email, ticket.subject
        is_offered = ticket.entries.filter(kind=Entry.Kind.RELATED, other_ticket=case).exists()
        places = {Entry.Kind.NOTE: "note", Entry.Kind.STATUS: "line", Entry.Kind.MESSAGE: "joins"}
        found["case"] = ("offered" if is_offered else "new") if is_new else places[Entry.Kind(said.kind)]
        if found["case"] == "joins":
            found["subject"] = message.subject
        found["begins"], found["folded"] = said.written_and_quoted
        found["files"] = ";".join(said.attachments.order_by("pk").values_list("name", flat=True))
    if message.status == Status.UNREADABLE:
        found |= {"case": "unreadable", "begins": ""}
    mails = OutboundMessage.objects.order_by("pk")[mails_before:]
    answered = [mail.to_address for mail in mails]
    found["answered"] = "yes" if answered == [message.envelope_from] else ", ".join(answered) or "no"
    return found


def is_as_expected(seen: str, expected: str) -> bool:
    begins, dots, ends = expected.partition("…")
    if dots:
        return seen.startswith(begins) and seen.endswith(ends) and len(seen) > len(begins + ends)
    return seen == expected


def differences(seen: dict[str, str], row: dict[str, str], known: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Where the two part, each with what is seen and what is expected."""
    wanted = {name: arrivals.filled(row[name], known) for name in seen}
    return {name: (seen[name][:200], wanted[name]) for name in seen if not is_as_expected(seen[name], wanted[name])}


def kept_of(message: InboundMessage) -> str:
    """All that the desk keeps of it."""
    bodies = Entry.objects.filter(ticket__entries__received=message).values_list("body", flat=True)
    return "\n".join([bytes(message.raw).decode("utf-8", "replace"), message.subject, *bodies])


def test_the_table_names_each_mail_and_each_fault_twice():
    names = [name for archive in ARCHIVES.values() for name in archive]
    assert sorted(names) == sorted(EXPECTED)
    assert len(set(names)) == len(names)
    assert len(names) + len(LETTERS) >= 400
    held = [fault for row in EXPECTED.values() for fault in row["faults"].split(",")]
    held += [fault for fault, tests in HELD_ELSEWHERE.items() for _test in tests]
    assert [fault for fault in FAULTS if held.count(str(fault)) < 2] == []


def test_the_tests_that_hold_the_other_faults_are_there():
    for tests in HELD_ELSEWHERE.values():
        for file, _colons, name in (test.partition("::") for test in tests):
            assert f"\ndef {name}(" in (Path(__file__).parent / file).read_text()


@pytest.mark.parametrize("archive", ARCHIVES)
def test_what_comes_of_each_mail_is_what_the_table_says(archive, known):
    case = Ticket.objects.get(pk=known["CASE"])
    lines, wrong = set(case.entries.values_list("pk", flat=True)), {}
    for name, mail in ARCHIVES[archive].items():
        with transaction.atomic():
            message, mails = arrive(ARCHIVES[archive], name, known)
            seen = came_of(message, case, mails_before=mails)
            wrong[name] = differences(seen, EXPECTED[name], known)
            never = EXPECTED[name]["never"]
            if never and never in kept_of(message):
                wrong[name]["never"] = (never, "")
            if "after" not in mail.options and seen["case"] in {"new", "offered", "aside", "unreadable"}:
                assert set(case.entries.values_list("pk", flat=True)) == lines, name
            transaction.set_rollback(True)
    assert {name: parts for name, parts in wrong.items() if parts} == {}


@pytest.mark.parametrize("sort", sorted({name.partition("-")[0] for name in LETTERS}))
def test_where_each_letter_goes_is_what_its_table_says(sort, known):
    case, mails = Ticket.objects.get(pk=known["CASE"]), OutboundMessage.objects.count()
    wrong = {}
    for name, row in LETTERS.items():
        if name.partition("-")[0] != sort:
            continue
        with transaction.atomic():
            raw = (arrivals.LETTERS / name).read_bytes()
            message = bring(raw, sender=envelope_of(raw), to=DESK)
            seen = came_of(message, case, mails_before=mails)
            seen = {part: seen[part] for part in ("case", "requester", "answered")} | {"kind": message.kind}
            wrong[name] = differences(seen, row, known)
            transaction.set_rollback(True)
    assert {name: parts for name, parts in wrong.items() if parts} == {}
