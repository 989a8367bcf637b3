"""Did we send this? By each kind of question, with as many sent mails as one likes: half of them the desk's own.

Half of the mails are one of forty campaigns, which differ by a name and a code; the others are a letter of their own.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.db import connection

from helpdesk.accounts.models import User
from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.bench.cases import count_queries, sign_in
from tests.bench.load import Times, get_often
from tests.bench.rows import Progress, indexes_built_after, multiply, settle, unchecked
from tickets.cases import reply_to_requester
from tickets.ledger.links import link_key
from tickets.models import CopyDay, SentCopy

CHECK_MS = 200
CAMPAIGNS, CHUNK, DAYS = 40, 50_000, 365
LINK = "https://lantern.bench/album/wanted"
# SQL over n. Words by their number, the small ones far oftener than the large ones (Zipf's law).
WORD = "substr(md5((power(random(), 3) * 20000)::int::text), 1, 7)"
LETTER = f"(SELECT string_agg({WORD}, ' ') FROM generate_series(1, 40 + n * 0))"
CAMPAIGN = f"(SELECT string_agg(substr(md5((n % {CAMPAIGNS})::text || w), 1, 7), ' ') FROM generate_series(1, 60) AS w)"
TEXT = f"CASE WHEN n % 4 < 2 THEN {CAMPAIGN} || ' code ' || substr(md5(n::text), 1, 10) ELSE {LETTER} END"
OWN_SUBJECT = "'About your order ' || substr(md5(n::text), 1, 6)"
SUBJECT = f"CASE WHEN n % 4 < 2 THEN 'Campaign ' || n % {CAMPAIGNS} ELSE {OWN_SUBJECT} END"
MOMENT = f"now() - (n % {DAYS}) * interval '1 day' - (n % 86400) * interval '1 second'"


class SentMails:
    """Half of them left the desk; of the others a shop let it have copies."""

    def __init__(self) -> None:
        self.manager = make.manager(email="ledger@bench.test")
        case = make.ticket()
        reply_to_requester(case, body="Hello", by=self.manager, seen_version=case.version)
        self.mail = OutboundMessage.objects.latest("pk").pk
        self.copy = make.sent_copy(source="Bench").pk
        self.size = 0

    def grow(self, size: int, tell: Progress, tell_of_indexes: Progress) -> None:
        self.size, half = size, size // 2
        models = (OutboundMessage, SentCopy)
        with indexes_built_after(tell_of_indexes, *models), unchecked():
            for first in range(1, half + 1, CHUNK):
                last = min(first + CHUNK - 1, half)
                common = {"id": "n", "subject": SUBJECT, "text": TEXT, "message_id": "'<' || n || '@lantern.bench>'"}
                address = "'buyer' || (n % 400000) || '@buyers.bench'"
                own = {"key": "'bench:' || n", "to_address": address, "created_at": MOMENT, "sent_at": MOMENT}
                multiply(OutboundMessage, self.mail, first + self.mail, last + self.mail, common | own)
                others = {
                    "identity": "md5(n::text)",
                    "recipients": f"jsonb_build_array({address})",
                    "link_keys": "ARRAY[n::bigint]",
                    "sent_at": MOMENT,
                }
                multiply(SentCopy, self.copy, first + self.copy, last + self.copy, common | others)
                tell(last, half)
        SentCopy.objects.filter(pk=half // 2 + 2).update(links=[LINK], link_keys=[link_key(LINK)])
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO tickets_copyday (source_id, day, number) SELECT source_id, sent_at::date, count(*) "
                "FROM tickets_sentcopy GROUP BY 1, 2 ON CONFLICT DO NOTHING"
            )
        settle(*models, CopyDay)


def questions(mails: SentMails) -> list[tuple[str, dict[str, str]]]:
    """A name, and what is typed into the page."""
    middle = mails.size // 4
    letter = SentCopy.objects.filter(pk__gt=middle, subject__startswith="About").order_by("pk")[0]
    own = OutboundMessage.objects.filter(pk__gt=middle, subject__startswith="About").order_by("pk")[0]
    campaign = SentCopy.objects.filter(pk__gt=middle, subject__startswith="Campaign").order_by("pk")[0]
    return [
        ("Message-ID", {"q": letter.message_id}),
        ("address", {"q": own.to_address}),
        ("address that nobody has", {"q": "nobody@buyers.bench"}),
        ("subject", {"q": letter.subject}),
        ("subject of a campaign", {"q": campaign.subject}),
        ("link", {"q": LINK}),
        ("link that nobody sent", {"q": "https://lantern.bench/album/never"}),
        ("text of a copy", {"q": letter.text[:600]}),
        ("text of an own mail", {"q": own.text[:600]}),
        ("part of a text", {"q": f"Hello,\n> {letter.text[60:200]}\nIs it yours?"}),
        ("text of a campaign, with its code", {"q": campaign.text[:600]}),
        ("text of a campaign, without it", {"q": campaign.text[:400]}),
        ("text of a campaign, to an address", {"q": campaign.text[:400], "address": campaign.recipients[0]}),
        ("text that nobody wrote", {"q": " ".join(f"never{number}" for number in range(40))}),
    ]


def measure(port: int, *, mails: SentMails, times: int) -> list[Times]:
    return [ask(port, mails.manager, name, asked, size=mails.size, times=times) for name, asked in questions(mails)]


def ask(port: int, user: User, name: str, asked: dict[str, str], *, size: int, times: int) -> Times:
    path = f"/tickets/sent/check/?{urlencode(asked)}"
    row = Times(f"sent? {name}, {size:,} mails", budget_ms=CHECK_MS, queries=count_queries(user, path))
    row.samples = get_often(
        port, path, times=times, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={sign_in(user)}"}
    )
    return row
