"""Settings of mailboxes: a secret is never shown again, and a trouble is shown until somebody ends it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Events

from helpdesk.mail.models import Mailbox
from helpdesk.mail.servers.problems import ADVICE
from helpdesk.mail.servers.tokens import secret_of
from tests import make
from tests.mail.dovecot import PASSWORD, dovecot, needs_dovecot
from tests.mail.writing import letter
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db
KEY_FILE = '{"client_email": "desk@project.iam.test", "private_key": "-----BEGIN PRIVATE KEY-----"}'
GIVEN = {
    "name": "Support",
    "address": "support@desk.test",
    "host": "imap.provider.test",
    "port": "993",
    "security": "tls",
    "secret": "hunter 22",
    "folders": "INBOX\nGröße/払い戻し\n",
    "afterwards": "leave",
    "fetch_since": "2026-11-30",
    "smtp_port": "587",
    "is_active": "on",
}


@pytest.fixture
def admin(client):
    admin = with_second_step(make.admin())
    client.force_login(admin)
    return admin


def add(client, sign_in: str = "password", **fields):
    return client.post(f"/settings/mailboxes/new/{sign_in}/", GIVEN | fields)


def shown(client, address: str) -> str:
    return client.get(address).content.decode()


def test_an_empty_list_leads_to_the_providers_and_each_to_its_form(client, admin):
    assert reverse("configuration:new_mailbox") in shown(client, "/settings/mailboxes/")
    found = re.findall(r'href="(/settings/mailboxes/new/[\w-]+/)"', shown(client, "/settings/mailboxes/new/"))
    words_of_each = [
        "IMAP.AccessAsApp",
        "domain-wide delegation",
        "IMAP.AccessAsUser.All",
        "ends after 7 days",
        "app password",
    ]
    for address, words in zip(found, words_of_each, strict=True):
        page = shown(client, address)
        assert words in page
        assert ">\nINBOX</textarea>" in page
        assert "the saved one" not in page


def test_a_mailbox_is_added_and_its_password_is_kept_encrypted_and_never_shown(client, admin):
    assert add(client).status_code == 302
    mailbox = Mailbox.objects.get()
    assert (mailbox.user_name, mailbox.folders) == ("support@desk.test", ["INBOX", "Größe/払い戻し"])
    assert secret_of(mailbox) == "hunter 22"
    assert "hunter" not in mailbox.encrypted_secret
    page = shown(client, f"/settings/mailboxes/{mailbox.pk}/")
    assert "hunter" not in page
    assert mailbox.encrypted_secret not in page
    assert "Not checked yet" in shown(client, "/settings/mailboxes/")


@pytest.mark.parametrize(
    ("sign_in", "fields", "host"),
    [
        (
            "microsoft",
            {"tenant": "contoso.test", "client_id": "1-2-3", "secret_expires_on": "2027-05-01"},
            "outlook.office365.com",
        ),
        ("google", {"secret": KEY_FILE}, "imap.gmail.com"),
    ],
)
def test_an_app_s_mailbox_has_the_server_of_its_provider(client, admin, sign_in, fields, host):
    assert f'value="{host}"' in shown(client, f"/settings/mailboxes/new/{sign_in}/")
    assert add(client, sign_in, host=host, **fields).status_code == 302
    mailbox = Mailbox.objects.get()
    assert (mailbox.sign_in, mailbox.host, mailbox.security) == (sign_in, host, "tls")


@pytest.mark.parametrize(
    ("sign_in", "field", "value"),
    [
        ("password", "secret", ""),
        ("password", "address", "nobody"),
        ("password", "folders", "  \n"),
        ("password", "folders", "x" * 201),
        ("password", "port", "70000"),
        ("password", "afterwards", "move"),
        ("google", "secret", "not json"),
        ("google", "secret", '["client_email", 7]'),
        ("microsoft", "tenant", "../evil"),
        ("microsoft", "secret_expires_on", ""),
    ],
)
def test_what_cannot_work_is_refused_with_words_beside_the_field(client, admin, sign_in, field, value):
    app = {"tenant": "contoso.test", "client_id": "1-2-3", "secret_expires_on": "2027-05-01"}
    answer = add(client, sign_in, **app | {field: value})
    assert answer.status_code == 422
    assert 'class="field-errors"' in answer.content.decode()
    assert "hunter" not in answer.content.decode()
    assert not Mailbox.objects.exists()


def test_a_saved_secret_stays_and_goes_to_no_other_server(client, admin):
    add(client)
    mailbox = Mailbox.objects.get()
    address, kept = f"/settings/mailboxes/{mailbox.pk}/", GIVEN | {"secret": "", "user_name": "support@desk.test"}
    assert client.post(address, kept | {"name": "Help"}).status_code == 302
    assert secret_of(Mailbox.objects.get(name="Help")) == "hunter 22"
    for elsewhere in ({"host": "imap.evil.test"}, {"port": "1993"}, {"user_name": "boss"}, {"smtp_host": "evil.test"}):
        assert client.post(address, kept | elsewhere).status_code == 422
    assert client.post(address, kept | {"host": "imap.new.test", "secret": "anew"}).status_code == 302
    mailbox.refresh_from_db()
    assert (mailbox.host, secret_of(mailbox)) == ("imap.new.test", "anew")


def test_who_changed_what_is_written_down_without_the_secret(client, admin):
    add(client)
    mailbox = Mailbox.objects.get()
    client.post(f"/settings/mailboxes/{mailbox.pk}/", GIVEN | {"name": "Help", "secret": "other"})
    Mailbox.objects.update(last_success_at=timezone.now(), failures=3)  # how it goes is no change of a setting
    history = list(Events.objects.tracks(mailbox).order_by("pgh_created_at"))
    assert [event.pgh_context["user"] for event in history] == [admin.pk, admin.pk]
    assert history[-1].pgh_diff["name"] == ["Support", "Help"]
    assert not any("secret" in name for event in history for name in event.pgh_data if name != "secret_expires_on")


def test_deleting_one_leaves_the_emails_that_came_from_it(client, admin):
    mailbox, message = make.mailbox(), make.received_mail()
    state = mailbox.folder_states.create(name="INBOX", uidvalidity=1)
    state.fetched.create(uidvalidity=1, uid=1, message=message, fetched_at=timezone.now())
    assert client.post(f"/settings/mailboxes/{mailbox.pk}/delete/").status_code == 302
    message.refresh_from_db()
    assert not Mailbox.objects.exists()


def test_a_test_that_fails_says_what_to_do_and_what_the_server_said(client, admin, settings):
    settings.ALLOWED_PRIVATE_HOSTS = ["127.0.0.1"]
    page = client.post(f"/settings/mailboxes/{make.mailbox().pk}/test/").content.decode()
    assert "The server does not accept connections" in page
    assert "and your firewall" in page
    assert client.get(f"/settings/mailboxes/{make.mailbox().pk}/test/").status_code == 405


@needs_dovecot
def test_a_test_that_works_says_what_is_there_and_changes_nothing(client, admin, settings):
    settings.ALLOWED_PRIVATE_HOSTS, settings.DEBUG = ["127.0.0.1"], True
    with dovecot() as server:
        where = {"port": server.port, "security": "none", "user_name": "one"}
        mailbox = make.mailbox(**where)
        mailbox.encrypted_secret = make.encrypt(PASSWORD)
        mailbox.save()
        address = f"/settings/mailboxes/{mailbox.pk}/test/"
        assert "There are 0 emails" in client.post(address).content.decode()
        server.put(letter(subject="Of <old>"), letter(subject="Für <Ann>"))
        page = client.post(address).content.decode()
        assert "There are 2 emails" in page
        assert "Für &lt;Ann&gt;" in page
        with server.at() as box:
            assert {mail.flags for mail in box.fetch(mark_seen=False)} == {()}
        Mailbox.objects.update(folders=["Größe"])
        page = client.post(address).content.decode()
        assert "There is no folder of that name" in page
        assert "Größe (INBOX)" in page


def trouble_shown_to(client, person) -> list[str]:
    client.force_login(with_second_step(person))
    page = shown(client, "/tickets/?view=mine")
    place = page[page.index('id="mailbox-troubles"') :]
    return re.findall(r"<strong>(.*?)</strong>", place[: place.index("</main>")][:3000])


def test_managers_and_admins_are_told_of_a_mailbox_that_fails_on_every_page(client):
    now = timezone.now()
    mailbox = make.mailbox(name="Support")
    Mailbox.objects.update(failing_since=now, problem="sign_in", last_success_at=now)
    assert trouble_shown_to(client, make.agent()) == []
    assert trouble_shown_to(client, make.manager()) == ["Mailbox Support:"]
    assert trouble_shown_to(client, make.admin()) == ["Mailbox Support:"]
    page = shown(client, "/settings/")
    assert "User name or password is wrong" in page
    assert f'href="/settings/mailboxes/{mailbox.pk}/"' in page
    menu = client.get("/menu/").content.decode()
    assert 'id="mailbox-troubles" hx-swap-oob="true"' in menu
    assert str(ADVICE["sign_in"]) in menu


@pytest.mark.parametrize(
    ("fields", "ago", "is_trouble"),
    [
        ({}, timedelta(seconds=100), False),
        ({}, timedelta(seconds=121), True),  # nobody looked: the service is not running
        ({"failing_since": timedelta(seconds=30), "problem": "busy"}, timedelta(seconds=90), False),
        ({"failing_since": timedelta(seconds=61), "problem": "busy"}, timedelta(seconds=90), True),
        ({"failing_since": timedelta(seconds=1), "problem": "secret_expired"}, timedelta(seconds=5), True),
        ({"secret_expires_on": 8}, timedelta(), False),
        ({"secret_expires_on": 7}, timedelta(), True),
        ({"secret_expires_on": -1}, timedelta(), True),
        ({"is_active": False}, timedelta(days=9), False),
    ],
)
def test_what_is_a_trouble_and_what_is_none_yet(client, fields, ago, is_trouble):
    now = timezone.now()
    mailbox = make.mailbox()
    if "failing_since" in fields:
        fields = fields | {"failing_since": now - fields["failing_since"]}
    if "secret_expires_on" in fields:
        fields = fields | {"secret_expires_on": now.date() + timedelta(days=fields["secret_expires_on"])}
    Mailbox.objects.update(**{"last_success_at": now - ago, "watched_since": now - ago} | fields)
    assert Mailbox.objects.troubled(at=now).exists() == is_trouble
    assert bool(trouble_shown_to(client, make.admin())) == is_trouble
    numbers = client.get("/metrics").content.decode()
    assert f"press4_mailboxes_troubled {float(is_trouble)}" in numbers
    state = shown(client, "/settings/mailboxes/")
    assert str(mailbox.address) in state


def test_each_problem_has_words_and_says_what_to_do():
    assert set(ADVICE) == set(Mailbox.Problem.values)
    assert all(str(advice).endswith(".") for advice in ADVICE.values())
