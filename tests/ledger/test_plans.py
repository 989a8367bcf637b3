"""Each question reads an index, and a bounded part of it: a million mails are no reason to walk through them."""

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox import Mail, addressed_to, queue_mail
from tests import make
from tickets.cases import reply_to_requester
from tickets.ledger import candidates, check_sent
from tickets.ledger.candidates import all_mails
from tickets.models import SentCopy
from tickets.models.plain import NormalSubject, WordsOfMails

pytestmark = pytest.mark.django_db

MAILS, COPIES = 0, 1


def by_subject(mails):
    return mails.alias(normal=NormalSubject("subject")).filter(normal=NormalSubject(Value("Re: album")))


QUESTIONS = {
    "outbound_message_id_unique": (MAILS, lambda mails: mails.filter(message_id="<a@b>", resend_of=None)),
    "sent_copy_message_id": (COPIES, lambda copies: copies.filter(message_id="<a@b>")),
    "outbound_to_address": (MAILS, lambda mails: addressed_to("ann@buyers.test", mails)),
    "sent_copy_recipients": (COPIES, lambda copies: copies.filter(recipients__contains=["ann@buyers.test"])),
    "outbound_subject": (MAILS, by_subject),
    "sent_copy_subject": (COPIES, by_subject),
    "sent_copy_links": (COPIES, lambda copies: copies.filter(link_keys__overlap=[1, 2])),
    "outbound_said": (
        MAILS,
        lambda mails: mails.alias(said=WordsOfMails("subject", "text")).filter(said__holds="album harbor"),
    ),
    "sent_copy_words": (COPIES, lambda copies: copies.filter(words__holds="album harbor")),
}


@pytest.mark.parametrize("index", QUESTIONS)
def test_the_database_has_an_index_for_it(index):
    # Enough for the database to tell an index that finds one of them from one that finds them all.
    for number in range(20):
        queue_mail(Mail(to=f"{number}@buyers.test", subject="Hello", text="Your album"), key=f"{number}")
    which, ask = QUESTIONS[index]
    question = ask(all_mails()[which]).order_by()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ANALYZE mail_outboundmessage")
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = question.explain()
    assert index in plan


def test_words_that_stand_everywhere_are_not_looked_for_in_all_mails(monkeypatch):
    manager = make.manager()
    for number in range(12):
        make.sent_copy(
            message_id=f"<{number}@lantern.test>", text="Your album\nHarbor Lights are printed for everybody"
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE tickets_sentcopy")
    asked = {"text": "Harbor Lights are printed for everybody"}
    assert check_sent(asked, by=manager)["answer"] == "ours"
    monkeypatch.setitem(candidates.NEWEST, SentCopy, 0)
    assert check_sent(asked, by=manager)["answer"] == "too_common"
    assert check_sent(asked | {"address": "ann@buyers.test"}, by=manager)["answer"] == "ours"


def test_a_question_asks_the_database_a_bounded_number_of_times(django_assert_max_num_queries):
    manager, case = make.manager(), make.ticket()
    reply_to_requester(case, body="Harbor Lights", by=manager, seen_version=case.version)
    make.sent_copy()
    assert OutboundMessage.objects.exists()
    for asked in ({"text": "the album Harbor Lights"}, {"subject": "Your free album"}, {"address": "ann@buyers.test"}):
        with django_assert_max_num_queries(20):
            check_sent(asked, by=manager)


def test_copies_with_a_link_are_not_read_in_their_order():
    """Asked for the newest of them, the database walks through all copies: a second among half a million."""
    make.sent_copy()
    with CaptureQueriesContext(connection) as asked:
        check_sent({"link": "https://lantern.test/album/BRASS20"}, by=make.manager())
    (question,) = [query["sql"] for query in asked if "link_keys" in query["sql"] and "SELECT" in query["sql"]]
    assert '"sent_at" DESC' not in question
