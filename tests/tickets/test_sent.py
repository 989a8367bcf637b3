"""What we sent: found by address or pasted text, shown as it left, sent again on purpose only."""

import pytest
from django.db import connection

from helpdesk.mail.models import OutboundMessage
from helpdesk.mail.outbox import Mail, queue_mail
from tests import make
from tests.permissions.objects import with_second_step
from tickets.composer.sent_mails import find_mails

pytestmark = pytest.mark.django_db
Status = OutboundMessage.Status


@pytest.fixture
def manager_browser(client):
    client.force_login(with_second_step(make.manager()))
    return client


def recovery(**fields):
    standing = {"to": "ann@buyers.test", "subject": "Trouble?", "text": "Your card was declined."}
    return queue_mail(Mail(**standing | fields), key="recovery:1")


def listed(browser, **query) -> list[int]:
    return [mail.pk for mail in browser.get("/tickets/sent/", query).context["mails"]]


def test_an_agent_sees_the_mails_of_visible_cases_and_a_manager_all(browser, manager_browser, team):
    own = make.reply(make.ticket(team=team)).message
    others = make.reply(make.ticket(team=make.team())).message
    cart_mail = recovery()
    assert listed(browser) == [own.pk]
    assert set(listed(manager_browser)) == {own.pk, others.pk, cart_mail.pk}
    for page in ("", "html/", "file/"):
        assert browser.get(f"/tickets/sent/{others.pk}/{page}").status_code == 404


def test_a_private_mail_is_shown_to_nobody(manager_browser):
    secret = queue_mail(Mail(to="ana@desk.test", subject="Password", text="link"), key="account:1", is_private=True)
    assert listed(manager_browser) == []
    assert manager_browser.get(f"/tickets/sent/{secret.pk}/").status_code == 404
    assert manager_browser.post(f"/tickets/sent/{secret.pk}/again/").status_code == 404


def test_the_doubtful_stand_first(manager_browser):
    failed = make.failed_reply(make.ticket()).message
    newer = make.reply(make.ticket()).message
    assert listed(manager_browser) == [failed.pk, newer.pk]


def test_a_mail_is_found_by_address_message_id_and_pasted_text(manager_browser):
    ticket = make.ticket()
    mail = make.reply(ticket, body="The code BRASS20 works until Sunday.").message
    recovery()
    pasted = "> The code  BRASS20\n> works until Sunday."
    for asked in (ticket.requester.email.upper(), mail.message_id, pasted):
        assert listed(manager_browser, q=asked) == [mail.pk]
    assert listed(manager_browser, q="The code BRASS21 works until Sunday.") == []


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        ("Größe M für Zoë", "GRÖSSE m fur zoe"),
        ("Caf\u00e9 Ol\u00e9", "cafe\u0301 ole\u0301"),
        ("Дорогой Сергей", "СЕРГЕЙ дорогой"),
        ("नमस्ते अमिताभ", "अमिताभ"),
        ("王伟您好。门票已寄出", "门票已寄出"),
        ("İstanbul biletleri", "istanbul BİLETLERİ"),
    ],
)
def test_a_pasted_text_is_found_as_the_search_finds_it(manager_browser, sent, asked):
    mail = recovery(text=sent)
    assert listed(manager_browser, q=asked) == [mail.pk]
    assert listed(manager_browser, q="elsewhere") == []


def test_the_words_of_mails_are_found_by_their_index():
    recovery()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "outbound_said" in find_mails(OutboundMessage.objects.all(), "declined").explain()


@pytest.mark.parametrize("asked", ["\0", "'", "& | !", "<>", ":*", "@", "x" * 6000])
def test_no_pasted_text_breaks_the_page(manager_browser, asked):
    assert manager_browser.get("/tickets/sent/", {"q": asked}).status_code == 200


def test_the_copy_shows_headers_text_state_and_that_it_is_intact(browser):
    mail = make.reply(make.ticket(), body="Try <b>BRASS20</b>.").message
    page = browser.get(f"/tickets/sent/{mail.pk}/").content.decode()
    assert mail.sha256 in page
    assert "unchanged since it was written" in page
    assert "Waiting to be sent" in page
    assert "Try &lt;b&gt;BRASS20&lt;/b&gt;." in page


def test_a_kept_copy_that_was_changed_is_called_so(browser):
    mail = make.reply(make.ticket()).message
    OutboundMessage.objects.filter(pk=mail.pk).update(raw=bytes(mail.raw).replace(b"BRASS20", b"BRASS99"))
    assert "the kept copy was changed" in browser.get(f"/tickets/sent/{mail.pk}/").content.decode()


def test_the_html_part_is_sealed_off(browser):
    mail = make.reply(make.ticket()).message
    response = browser.get(f"/tickets/sent/{mail.pk}/html/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_the_file_is_byte_for_byte_what_left(browser):
    mail = make.reply(make.ticket()).message
    response = browser.get(f"/tickets/sent/{mail.pk}/file/")
    assert response.content == bytes(mail.raw)
    assert response["Content-Type"] == "application/octet-stream"
    assert "attachment" in response["Content-Disposition"]


def test_send_again_makes_one_marked_copy_of_the_same_bytes(browser, agent):
    mail = make.failed_reply(make.ticket()).message
    assert browser.post(f"/tickets/sent/{mail.pk}/again/").status_code == 302
    copy = OutboundMessage.objects.get(resend_of=mail)
    assert bytes(copy.raw) == bytes(mail.raw)
    assert "was sent again" in browser.get(f"/tickets/sent/{mail.pk}/").content.decode()
    assert browser.get(f"/tickets/sent/{copy.pk}/").status_code == 200
    assert mail.entries.get().ticket.entries.filter(message=copy, actor=agent).exists()


def test_a_mail_that_has_not_failed_is_not_sent_again(browser):
    mail = make.reply(make.ticket()).message
    response = browser.post(f"/tickets/sent/{mail.pk}/again/", follow=True)
    assert "has not failed" in response.content.decode()
    assert OutboundMessage.objects.count() == 1
