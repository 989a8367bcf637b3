"""Did we send this? Asked in each way; and what is not found is never said not to be ours."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from helpdesk.mail.inbox import reading
from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.ledger.signing import ALBUM, public, sign, signed
from tests.permissions.objects import with_second_step
from tickets.cases import reply_to_requester
from tickets.ledger import TooLongError, check_sent, signatures
from tickets.ledger.checking import LONGEST, guess_question
from tickets.ledger.links import link_key
from tickets.ledger.signatures import look_up_keys, note_keys, signature_of_ours
from tickets.models import CopySource, SendingDomain, SigningKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    return make.manager()


@pytest.fixture
def album():
    return make.sent_copy(
        text=f"Your free album\n{ALBUM}", links=["https://lantern.test/a/BRASS20"], message_id="<album@lantern.test>"
    )


def ids(answer) -> list[int]:
    return [copy["id"] for copy in answer["copies"]]


@pytest.mark.parametrize(
    ("asked", "how"),
    [
        ({"message_id": "<album@lantern.test>"}, "message_id"),
        ({"link": "http://www.lantern.test/a/BRASS20/?utm_source=mail#top"}, "link"),
        ({"subject": "AW: Re: YOUR free  album [Case 12]"}, "subject"),
        ({"address": "ANN@buyers.test"}, "address"),
        ({"text": ALBUM.partition("https")[0]}, "text"),
        ({"text": f"> {ALBUM[:150]}\n\nWhere is it?", "address": "ann@buyers.test"}, "text"),
    ],
)
def test_it_is_found_by_whatever_is_known_of_it(manager, album, asked, how):
    make.sent_copy(subject="Parking", text="Parking\nLot B is open from noon.", recipients=["tom@buyers.test"])
    answer = check_sent(asked, by=manager)
    assert (answer["answer"], ids(answer), answer["copies"][0]["how"]) == ("ours", [album.pk], how)


def test_likeness_is_said_as_likeness(manager, album):
    words = ALBUM.partition("https")[0]
    assert check_sent({"text": words}, by=manager)["copies"][0]["percent"] == 100
    half = check_sent({"text": words.replace("printed on heavy paper", "bound in blue linen")}, by=manager)
    assert 60 <= half["copies"][0]["percent"] < 100
    other = "Dear Ann, we are sorry that the rain has kept you from the fest; your money comes back within ten days."
    assert check_sent({"text": other}, by=manager)["answer"] == "no_trace"


def test_what_the_desk_sent_is_found_and_told_to_who_may_see_it(manager):
    team = make.team()
    case = make.ticket(team=team)
    reply_to_requester(case, body="Use the code HARBOR at the till.", by=manager, seen_version=case.version)
    mail = OutboundMessage.objects.latest("pk")
    for asked in ({"message_id": mail.message_id}, {"text": "Use the code HARBOR at the till."}):
        assert ids(check_sent(asked, by=manager)) == [mail.pk]
        outsider = check_sent(asked, by=make.agent())
        assert (outsider["answer"], outsider["copies"], outsider["hidden"]) == ("ours", [], 1)
        assert ids(check_sent(asked, by=make.agent(teams=[team]))) == [mail.pk]


def test_a_mail_between_the_desk_and_its_people_and_one_that_never_left_are_none_of_it(manager):
    case = make.ticket()
    reply_to_requester(case, body="Use the code HARBOR at the till.", by=manager, seen_version=case.version)
    for change in ({"is_private": True}, {"is_private": False, "status": "cancelled"}):
        OutboundMessage.objects.update(**change)
        assert check_sent({"text": "Use the code HARBOR at the till."}, by=manager)["answer"] == "no_trace"


def test_no_trace_names_the_sources_and_since_when_they_are_complete(manager, album):
    day = timezone.localdate() - timedelta(days=50)
    CopySource.objects.update(complete_since=day)
    answer = check_sent({"message_id": "<other@lantern.test>"}, by=manager)
    assert answer["answer"] == "no_trace"
    assert [(row["name"], row["since"]) for row in answer["sources"]][1] == ("Lantern Row", day)


def test_a_page_answers_in_words(client, album):
    client.force_login(make.agent())
    path = reverse("tickets:check_sent")
    assert "Yes, we have it" in client.post(path, {"q": ALBUM}).content.decode()
    page = client.post(path, {"q": "<other@lantern.test>"}).content.decode()
    assert "No trace of it in the sources below" in page
    assert "Not finding it here does not prove that it is not ours." in page
    assert client.post(path, {}).status_code == 422


def test_a_megabyte_is_refused_and_says_so(client, manager):
    with pytest.raises(TooLongError):
        check_sent({"text": "x" * (LONGEST + 1)}, by=manager)
    client.force_login(make.agent())
    answer = client.post(reverse("tickets:check_sent"), {"q": "album " * 170_000})
    assert answer.status_code == 422
    assert "Paste up to 100000 characters." in answer.content.decode().replace(",", "")


@pytest.mark.parametrize(
    ("pasted", "name"),
    [
        ("<a@lantern.test>", "message_id"),
        ("Ann@buyers.test", "address"),
        ("https://lantern.test/a", "link"),
        ("Your free album", "subject"),
        ("Dear Ann,\nhere it is", "text"),
    ],
)
def test_one_box_guesses_what_was_put_into_it(pasted, name):
    assert name in guess_question(pasted)


def test_links_are_the_same_however_they_are_copied():
    links = [
        "https://Lantern.test/a/?b=2&a=1",
        "http://www.lantern.test/a?a=1&b=2&utm_campaign=x#y",
        "https://lantern.test:443/a?b=2&a=1&gclid=7",
    ]
    assert len(set(map(link_key, links))) == 1
    assert link_key("https://lantern.test/b") != link_key("https://lantern.test/a")
    link_key("https://[broken")


class Names:
    """The DNS, as a table that one can change."""

    def __init__(self, monkeypatch) -> None:
        self.records: dict[str, str] = {}
        self.asked: list[str] = []
        monkeypatch.setattr(signatures, "look_up_txt", self.look_up)

    def look_up(self, name: str) -> str:
        self.asked.append(name)
        return self.records.get(name, "")


@pytest.fixture
def names(monkeypatch):
    SendingDomain.objects.create(name="lantern.test")
    return Names(monkeypatch)


@pytest.fixture(scope="module")
def key():
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)


def test_a_saved_mail_is_ours_by_its_signature_also_after_the_key_has_changed(names, key, manager):
    mail = signed(key)
    assert signature_of_ours(mail) is None  # nobody knows the key
    names.records["s1._domainkey.lantern.test"] = public(key)
    answer = check_sent({}, eml=mail, by=manager)
    assert (answer["answer"], answer["signature"]["domain"]) == ("signed", "lantern.test")
    names.records.clear()
    assert signature_of_ours(mail)
    assert SigningKey.objects.exclude(record="").count() == 1


def test_what_was_changed_on_the_way_is_not_ours_by_its_signature(names, key):
    names.records["s1._domainkey.lantern.test"] = public(key)
    mail = signed(key)
    assert signature_of_ours(mail)
    assert signature_of_ours(mail.replace(b"BRASS20", b"BRASS99")) is None
    assert signature_of_ours(mail.replace(b"Subject: Your album", b"Subject: My album")) is None
    assert signature_of_ours(b"From: shop@other.test\r\n" + mail) is None


def test_a_signature_of_a_part_or_of_another_domain_says_nothing(names, key):
    names.records |= {f"s1._domainkey.{domain}": public(key) for domain in ("lantern.test", "evil.test")}
    assert signature_of_ours(signed(key, length=True) + b"Send your card number.\r\n") is None
    assert signature_of_ours(signed(key, length=True)) is None
    assert signature_of_ours(signed(key, domain="evil.test")) is None
    assert not [name for name in names.asked if "evil" in name]
    assert signature_of_ours(b"no mail at all") is None


@pytest.mark.parametrize(
    ("header", "server"),
    [
        ("mx.mail.test; dkim=pass header.d=lantern.test header.s=s1; spf=fail", "mx.mail.test"),
        ("mx.mail.test 1; spf=pass; dkim=pass (1024-bit (rsa) key)\r\n header.i=@news.lantern.test", "mx.mail.test"),
        ("mx.mail.test; dkim=fail header.d=lantern.test", ""),
        ("mx.mail.test; dkim=pass header.d=notlantern.test", ""),
        ('mx.mail.test; dkim=fail reason="; dkim=pass header.d=lantern.test" header.d=evil.test', ""),
        ("mx.mail.test; spf=pass (x; dkim=pass header.d=lantern.test) smtp.mailfrom=evil.test", ""),
        ("<b>mx</b>; dkim=pass header.d=lantern.test", ""),
        (";" * 3_000 + "dkim=pass header.d=lantern.test", ""),
    ],
)
def test_what_another_server_says_of_a_signature_is_shown_and_is_no_answer(names, key, client, header, server):
    mail = f"Authentication-Results: {header}\r\n".encode() + signed(key).replace(b"BRASS20", b"BRASS99")
    manager = make.manager()
    answer = check_sent({}, eml=mail, by=manager)
    assert (answer["answer"], answer["signature"]) == ("no_trace", None)
    assert [one["server"] for one in answer["passed_elsewhere"]] == ([server] if server else [])
    client.force_login(with_second_step(manager))
    file = SimpleUploadedFile("saved.eml", mail)
    page = client.post(reverse("tickets:check_sent"), {"mail": file})
    assert (page.status_code, "That can be forged" in page.content.decode()) == (200, bool(server))


def test_where_the_signature_verifies_nobody_else_is_asked(names, key, manager):
    names.records["s1._domainkey.lantern.test"] = public(key)
    mail = b"Authentication-Results: mx.mail.test; dkim=pass header.d=lantern.test\r\n" + signed(key)
    assert check_sent({}, eml=mail, by=manager)["passed_elsewhere"] == []


def test_a_mail_that_keeps_the_check_busy_is_given_up_and_holds_up_nobody(names, key, monkeypatch):
    names.records["s1._domainkey.lantern.test"] = public(key)
    mail = sign(
        b"From: shop@lantern.test\r\n\r\n" + b" " * 20_000 + b"x\r\n", key, canonicalize=(b"simple", b"relaxed")
    )
    monkeypatch.setattr(reading, "SECONDS", 0.2)
    assert signature_of_ours(mail) is None
    note_keys(b"From: shop@lantern.test\r\n" + b" a\r\n" * 500_000)
    assert not SigningKey.objects.filter(record="").exists()


def test_a_subdomain_counts_and_an_end_of_a_name_does_not(names, key):
    names.records |= {f"s1._domainkey.{domain}": public(key) for domain in ("mail.lantern.test", "notlantern.test")}
    assert signature_of_ours(signed(key, domain="mail.lantern.test"))
    assert signature_of_ours(signed(key, domain="notlantern.test")) is None


def test_keys_of_copies_are_kept_while_they_are_there(names, key):
    mail = signed(key)
    note_keys(mail)
    look_up_keys()
    assert SigningKey.objects.get().record == ""  # the DNS knew nothing; it is asked again
    names.records["s1._domainkey.lantern.test"] = public(key)
    look_up_keys()
    names.records["s1._domainkey.lantern.test"] = public(rsa.generate_private_key(65537, 1024))
    look_up_keys(at=timezone.now() + timedelta(hours=1))
    assert SigningKey.objects.count() == 1  # not more often than once a day
    SigningKey.objects.update(seen_at=timezone.now() - timedelta(days=2))
    look_up_keys()
    assert SigningKey.objects.count() == 2
    assert signature_of_ours(mail)


def test_the_page_takes_the_file(client, names, key):
    names.records["s1._domainkey.lantern.test"] = public(key)
    client.force_login(make.agent())
    file = SimpleUploadedFile("album.eml", signed(key), content_type="message/rfc822")
    page = client.post(reverse("tickets:check_sent"), {"mail": file}).content.decode()
    assert "Yes, it carries our signature" in page
    assert "signed by lantern.test" in page


def test_a_word_that_stands_in_a_mail_does_not_make_it_ours(manager):
    make.sent_copy(text="Your album\nHello Ann, Harbor Lights are printed for you")
    answer = check_sent({"text": "Hello"}, by=manager)
    assert (answer["answer"], len(answer["copies"])) == ("too_common", 1)
    assert check_sent({"text": "Hello Ann, Harbor Lights"}, by=manager)["answer"] == "ours"
