"""A person signs in for a mailbox at Microsoft or Google: what is asked there, what comes back, and what goes wrong."""

import html
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Events

from helpdesk.lib.encryption import decrypt
from helpdesk.mail.mailboxes import MailboxError, configure_mailbox
from helpdesk.mail.mailboxes.leasing import lease_due, note_failure
from helpdesk.mail.models import AuthorizationRequest, Mailbox, MailboxGrant
from helpdesk.mail.servers import endpoints
from helpdesk.mail.servers.grants import HELD
from helpdesk.mail.servers.tokens import access_token, forget_token
from helpdesk.mail.servers.turns import at_the_database
from tests import make
from tests.mail.token_server import TokenServer, token_server
from tests.permissions.objects import with_second_step

pytestmark = pytest.mark.django_db
SECRET = "hunter 22"
APP = {"tenant": "contoso.test", "client_id": "app-1", "user_name": "support@desk.test"}
LONGEST = 30
"""Seconds until a thread is done, on the slowest machine."""


@pytest.fixture
def server(monkeypatch) -> Iterator[TokenServer]:
    with token_server(monkeypatch) as server:
        yield server


@pytest.fixture
def admin(client):
    admin = with_second_step(make.admin())
    client.force_login(admin)
    return admin


def redirect_to(provider: str) -> str:
    return f"{settings.PUBLIC_BASE_URL}/settings/mailboxes/signed-in/{provider}/"


def mailbox_at(server: TokenServer, provider: str = "microsoft", **fields) -> Mailbox:
    """Nobody has signed in yet; its app has the secret that make.mailbox gives it."""
    server.apps["app-1"] = (SECRET, redirect_to(provider))
    return make.mailbox(**{"sign_in": f"{provider}_user", **APP} | fields)


def link(client, mailbox: Mailbox, **headers) -> str:
    """Where the button leads."""
    page = client.post(f"/settings/mailboxes/{mailbox.pk}/sign-in/", headers=headers).content.decode()
    return html.unescape(re.search(r'href="(http[^"]+)" rel="noreferrer"', page)[1])


def asked_in(url: str) -> dict[str, str]:
    return {name: value[0] for name, value in parse_qs(urlsplit(url).query).items()}


def come_back(client, location: str) -> str:
    """What the admin reads."""
    assert location, "the provider kept them"
    where = urlsplit(location)
    return html.unescape(client.get(f"{where.path}?{where.query}", follow=True).content.decode())


def sign_in(client, server: TokenServer, mailbox: Mailbox) -> str:
    return come_back(client, server.visit(link(client, mailbox)))


def problem_of(mailbox: Mailbox) -> str:
    with pytest.raises(MailboxError) as failed:
        access_token(mailbox)
    return failed.value.problem


def stored(mailbox: Mailbox) -> str:
    return decrypt(MailboxGrant.objects.get(mailbox=mailbox).encrypted_refresh_token)


def test_a_person_signs_in_at_microsoft_for_a_mailbox_that_is_not_theirs(client, admin, server):
    mailbox = mailbox_at(server)
    url = link(client, mailbox)
    assert urlsplit(url).path == "/contoso.test/oauth2/v2.0/authorize"
    asked = asked_in(url)
    assert set(asked.pop("scope").split()) == {
        "openid",
        "profile",
        "offline_access",
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
    }
    assert len(asked.pop("state")) >= 43
    assert len(asked.pop("code_challenge")) == 43
    assert asked == {
        "client_id": "app-1",
        "redirect_uri": redirect_to("microsoft"),
        "response_type": "code",
        "response_mode": "query",
        "code_challenge_method": "S256",
        "prompt": "select_account",
    }
    page = come_back(client, server.visit(url))
    assert "Signed in as ana@desk.test" in page
    assert "support@desk.test" in page
    assert Mailbox.objects.get().user_name == "support@desk.test"
    path, form = server.asked[0]
    assert path == "/contoso.test/oauth2/v2.0/token"
    assert (form["client_secret"], form["redirect_uri"]) == (SECRET, redirect_to("microsoft"))
    assert access_token(mailbox) == "token-1"
    assert len(server.asked) == 1


def test_the_mailbox_itself_signs_in_at_google_and_is_asked_for_a_lasting_consent(client, admin, server):
    mailbox = mailbox_at(server, "google")
    server.person = "support@desk.test"
    url = link(client, mailbox)
    asked = asked_in(url)
    assert urlsplit(url).path == "/o/oauth2/v2/auth"
    assert "https://mail.google.com/" in asked["scope"].split()
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert (asked["login_hint"], asked["redirect_uri"]) == ("support@desk.test", redirect_to("google"))
    assert "Signed in as support@desk.test" in come_back(client, server.visit(url))
    assert server.asked[0][0] == "/token"
    assert access_token(mailbox) == "token-1"


def test_what_was_granted_is_kept_encrypted_and_stands_on_no_page(client, admin, server):
    mailbox = mailbox_at(server)
    sign_in(client, server, mailbox)
    grant = MailboxGrant.objects.get()
    assert stored(mailbox) == "refresh-1"
    pages = [f"/settings/mailboxes/{mailbox.pk}/", reverse("admin:mail_mailboxgrant_change", args=[grant.pk])]
    with connection.cursor() as cursor:
        cursor.execute("SELECT row::text FROM mail_mailboxgrant AS row")
        rows = str(cursor.fetchall())
    for text in (rows, *(client.get(page).content.decode() for page in pages)):
        assert "refresh-1" not in text
        assert "token-1" not in text
    for page in pages:
        assert grant.encrypted_refresh_token not in client.get(page).content.decode()
    history = Events.objects.tracks(grant).order_by("pgh_created_at", "pgh_id")
    assert [event.pgh_data["user"] for event in history] == ["ana@desk.test"]
    assert {event.pgh_context["user"] for event in history} == {admin.pk}


def test_the_mailbox_is_tried_at_once_when_somebody_has_signed_in(client, admin, server):
    mailbox = mailbox_at(server)
    later = timezone.now() + timedelta(hours=1)
    Mailbox.objects.update(next_try_at=later, failing_since=timezone.now(), failures=4, problem="sign_in_again")
    sign_in(client, server, mailbox)
    mailbox.refresh_from_db()
    assert (mailbox.failing_since, mailbox.failures, mailbox.problem) == (None, 0, "")
    assert mailbox.next_try_at <= timezone.now()


@pytest.mark.parametrize("provider", ["microsoft", "google"])
def test_the_redirect_address_is_that_of_the_settings_whatever_the_visitor_calls_the_desk(
    client, admin, server, settings, provider
):
    settings.PUBLIC_BASE_URL, settings.ALLOWED_HOSTS = "https://desk.example.com", ["*"]
    mailbox = mailbox_at(server, provider)
    expected = f"https://desk.example.com/settings/mailboxes/signed-in/{provider}/"
    assert asked_in(link(client, mailbox, host="evil.test"))["redirect_uri"] == expected
    for page in (f"/settings/mailboxes/new/{provider}-user/", f"/settings/mailboxes/{mailbox.pk}/"):
        assert f'<span class="copyable">{expected}</span>' in client.get(page).content.decode()
    server.apps["app-1"] = (SECRET, expected + "?")
    assert server.visit(link(client, mailbox)) == "", "nobody is sent to an address that is nearly right"


def refused(client, server: TokenServer, location: str) -> bool:
    page = come_back(client, location)
    return "was not begun here, or took too long" in page and not server.asked and not MailboxGrant.objects.exists()


def test_an_answer_is_for_the_session_that_began(client, admin, server):
    location = server.visit(link(client, mailbox_at(server)))
    other = Client()
    other.force_login(admin)
    assert refused(other, server, location)
    assert "Signed in as" in come_back(client, location), "and it is not used up by who has no right to it"


def test_an_answer_counts_once(client, admin, server):
    location = server.visit(link(client, mailbox_at(server)))
    assert "Signed in as" in come_back(client, location)
    MailboxGrant.objects.all().delete()
    server.asked.clear()
    assert refused(client, server, location)


def test_an_answer_counts_for_ten_minutes(client, admin, server):
    location = server.visit(link(client, mailbox_at(server)))
    AuthorizationRequest.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    assert refused(client, server, location)
    link(client, Mailbox.objects.get())
    assert AuthorizationRequest.objects.count() == 1, "what is too old is swept away"


def test_an_answer_is_for_its_provider_and_for_the_newest_beginning(client, admin, server):
    mailbox = mailbox_at(server)
    location = server.visit(link(client, mailbox))
    assert refused(client, server, location.replace("/microsoft/", "/google/"))
    newer = server.visit(link(client, mailbox))
    assert refused(client, server, location)
    assert "Signed in as" in come_back(client, newer)


@pytest.mark.parametrize("state", ["", "guessed", "x" * 4000, "\0", "😀"])
def test_an_answer_that_nobody_waits_for_changes_nothing(client, admin, server, state):
    mailbox_at(server)
    link(client, Mailbox.objects.get())
    assert refused(client, server, f"{redirect_to('microsoft')}?code=code-1&state={quote(state)}")
    assert refused(client, server, redirect_to("microsoft"))


def test_an_answer_is_for_its_mailbox(client, admin, server):
    one, two = mailbox_at(server), mailbox_at(server, user_name="other@desk.test")
    first, second = server.visit(link(client, one)), server.visit(link(client, two))
    come_back(client, second)
    assert list(MailboxGrant.objects.values_list("mailbox", flat=True)) == [two.pk]
    come_back(client, first)
    assert MailboxGrant.objects.count() == 2


def test_a_code_of_somebody_else_is_no_good_here(client, admin, server):
    mailbox = mailbox_at(server)
    mine = server.visit(link(client, mailbox))
    stranger = Client()
    stranger.force_login(with_second_step(make.admin()))
    theirs = server.visit(link(stranger, mailbox))
    injected = mine.replace(asked_in(mine)["code"], asked_in(theirs)["code"])
    assert "Somebody must sign in at the provider" in come_back(client, injected)
    assert not MailboxGrant.objects.exists()


def test_an_answer_of_another_issuer_is_not_taken(client, admin, server):
    location = server.visit(link(client, mailbox_at(server, "google")))
    page = come_back(client, location.replace("accounts.google.com", "evil.test"))
    assert "was not begun here" in page
    assert not server.asked
    mailbox = mailbox_at(server, user_name="b@desk.test")
    tenant = "https%3A%2F%2Flogin.microsoftonline.com%2F0b6d9d3e-7f8a-4c1d-9a57-3d4d7c1f0a11%2Fv2.0"
    assert "Signed in as" in come_back(client, f"{server.visit(link(client, mailbox))}&iss={tenant}")


@pytest.mark.parametrize(
    ("error", "words", "said"),
    [
        ("access_denied", "The user has denied access", "The permission was refused at the provider"),
        ("access_denied", "AADSTS65004: User declined to consent.", "agree to everything"),
        ("access_denied", "AADSTS90094: An administrator has set a policy.", "admin consent to it"),
        ("consent_required", "AADSTS65001: Not consented.", "admin consent to it"),
        ("interaction_required", "AADSTS50076: You must use multi-factor.", "such as a second step"),
        ("access_denied", "AADSTS53003: Blocked by Conditional Access.", "(Conditional Access)"),
        ("invalid_request", "AADSTS50020: User does not exist in tenant.", "This account may not use the app"),
        ("admin_policy_enforced", "", "admin consent to it"),
        ("temporarily_unavailable", "", "The sign-in service does not answer"),
        ("<b>odd</b>", "4111111111111111", "The sign-in service does not answer"),
    ],
)
def test_a_refusal_at_the_provider_is_said_in_words_with_what_to_do(client, admin, server, error, words, said):
    mailbox = mailbox_at(server)
    server.refusal_at_sign_in = {"error": error, "error_description": words}
    where = urlsplit(server.visit(link(client, mailbox)))
    page = client.get(f"{where.path}?{where.query}", follow=True).content.decode()
    assert said in html.unescape(page)
    assert html.escape(error) in page
    assert not server.asked
    assert not AuthorizationRequest.objects.exists()


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (
            (401, {"error": "invalid_client", "error_description": "AADSTS7000222: expired"}),
            "The client secret has expired",
        ),
        ((400, {"error": "redirect_uri_mismatch"}), "exactly as it stands"),
        (
            (400, {"error": "invalid_grant", "error_description": "AADSTS65001: ", "suberror": "consent_required"}),
            "step 3",
        ),
        ((503, "<html>busy</html>"), "The sign-in service does not answer"),
        ((200, {"token_type": "Bearer"}), "The sign-in service does not answer"),
    ],
)
def test_a_refusal_of_the_code_is_said_in_words_too(client, admin, server, refusal, said):
    mailbox = mailbox_at(server)
    server.refusal = refusal
    assert said in sign_in(client, server, mailbox)
    assert not MailboxGrant.objects.exists()


def test_a_service_that_hangs_is_not_waited_for(client, admin, server, monkeypatch):
    monkeypatch.setattr(endpoints, "PATIENCE", (0.3, 0.3))
    mailbox, server.held = mailbox_at(server), threading.Event()
    assert "The sign-in service does not answer" in sign_in(client, server, mailbox)


def test_without_a_refresh_token_it_is_said_that_the_permission_does_not_last(client, admin, server):
    mailbox = mailbox_at(server, "google")
    url = link(client, mailbox).replace("prompt=consent", "prompt=none")
    page = come_back(client, server.visit(url))
    assert "The provider gave no lasting permission" in page
    assert "Third-party apps" in page
    assert not MailboxGrant.objects.exists()


@pytest.mark.parametrize(("smtp_host", "is_enough"), [("", True), ("smtp.office365.com", False)])
def test_what_the_person_did_not_agree_to_is_named(client, admin, server, smtp_host, is_enough):
    mailbox = mailbox_at(server, smtp_host=smtp_host)
    server.scope_left = "https://outlook.office.com/imap.accessasuser.all"
    page = sign_in(client, server, mailbox)
    assert MailboxGrant.objects.exists() == is_enough
    assert ("The app was not given the permission" in page) != is_enough


def test_an_app_in_testing_is_told_from_one_whose_sign_in_lasts(client, admin, server):
    mailbox = mailbox_at(server, "google")
    assert "the app is in Testing" not in sign_in(client, server, mailbox)
    server.more = {"refresh_token_expires_in": 604799}
    assert "the app is in Testing" in sign_in(client, server, mailbox)
    assert "ends after 7 days" in client.get("/settings/mailboxes/new/google-user/").content.decode()
    server.more = {"refresh_token_expires_in": 1e300}
    assert "the app is in Testing" not in sign_in(client, server, mailbox)


def test_a_new_mailbox_is_led_to_its_sign_in(client, admin, server):
    given = {"name": "Support", "address": "support@desk.test", "secret": SECRET, "folders": "INBOX", "port": "993"}
    given |= {"tenant": "contoso.test", "client_id": "app-1", "secret_expires_on": "2027-05-01", "afterwards": "leave"}
    given |= {"host": "outlook.office365.com", "fetch_since": "2026-11-30", "smtp_port": "587", "is_active": "on"}
    answer = client.post("/settings/mailboxes/new/microsoft-user/", given)
    mailbox = Mailbox.objects.get()
    assert answer["Location"] == f"/settings/mailboxes/{mailbox.pk}/"
    page = client.get(answer["Location"]).content.decode()
    assert "Nobody has signed in yet" in page
    assert f'action="/settings/mailboxes/{mailbox.pk}/sign-in/"' in page
    assert problem_of(mailbox) == "sign_in_again"
    again = client.post(
        "/settings/mailboxes/new/microsoft-user/", given | {"name": "B", "user_name": "SUPPORT@desk.test"}
    )
    assert again.status_code == 422
    assert "“Support” is this mailbox already" in html.unescape(again.content.decode())
    given |= {"name": "Help", "secret": ""}
    assert client.post(f"/settings/mailboxes/{mailbox.pk}/", given).status_code == 302


def test_one_mailbox_is_not_signed_in_twice_in_the_database_either(server):
    mailbox_at(server)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mailbox.objects.create(name="B", sign_in="google_user", user_name="Support@desk.test", fetch_since="2026-11-30")


def test_a_mailbox_of_an_app_or_password_has_no_such_doors(client, admin, server):
    mailbox = make.mailbox()
    for door in ("sign-in", "sign-out"):
        assert client.post(f"/settings/mailboxes/{mailbox.pk}/{door}/").status_code == 404
        assert client.get(f"/settings/mailboxes/{mailbox.pk}/{door}/").status_code == 405


def test_a_refresh_token_is_renewed_with_each_use_and_the_newest_is_kept(server):
    mailbox = mailbox_at(server)
    server.grant_to(mailbox)
    assert access_token(mailbox) == "token-1"
    for number in (2, 3):
        MailboxGrant.objects.update(access_until=timezone.now() + timedelta(minutes=4))  # less than the margin
        assert access_token(mailbox) == f"token-{number}"
    assert server.renewals() == [f"refresh-of-{mailbox.pk}", "refresh-1", "refresh-2"]
    assert stored(mailbox) == "refresh-3"
    forget_token(mailbox)  # the mail server did not take it
    assert access_token(mailbox) == "token-4"
    assert server.asked[-1][1]["scope"].split()[-1] == "https://outlook.office.com/SMTP.Send"


def test_google_s_refresh_token_stays(server):
    mailbox = mailbox_at(server, "google")
    server.grant_to(mailbox)
    for number in (1, 2):
        assert access_token(mailbox) == f"token-{number}"
        forget_token(mailbox)
    assert stored(mailbox) == f"refresh-of-{mailbox.pk}"


def in_threads(count: int, work) -> list[threading.Thread]:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


def wait_until(is_true) -> None:
    until = timezone.now() + timedelta(seconds=LONGEST)
    while not is_true():
        assert timezone.now() < until
        threading.Event().wait(0.02)


@pytest.mark.django_db(transaction=True)
def test_workers_that_need_a_token_at_once_ask_once(server):
    mailbox, server.held, got = mailbox_at(server), threading.Event(), []
    server.grant_to(mailbox)
    threads = in_threads(4, lambda: got.append(access_token(Mailbox.objects.get())))
    wait_until(lambda: server.asked)
    server.held.set()
    for thread in threads:
        thread.join(LONGEST)
    assert got == ["token-1"] * 4
    assert server.renewals() == [f"refresh-of-{mailbox.pk}"]
    assert stored(mailbox) == "refresh-1"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("refusal", [None, (400, {"error": "invalid_grant"})])
def test_an_answer_that_comes_late_overwrites_nothing_newer(client, admin, server, refusal):
    mailbox, server.held, problems = mailbox_at(server), threading.Event(), []
    server.grant_to(mailbox)
    (slow,) = in_threads(1, lambda: problems.append(problem_of(Mailbox.objects.get())))
    wait_until(lambda: server.asked)
    held, server.held = server.held, None
    sign_in(client, server, mailbox)  # somebody signs in anew meanwhile
    newest = stored(mailbox)
    server.refusal = refusal
    held.set()
    slow.join(LONGEST)
    assert problems == ["sign_in_again" if refusal else "token_server"]
    server.refusal = None
    assert stored(mailbox) == newest
    assert access_token(mailbox) == "token-2"
    assert not MailboxGrant.objects.get().problem


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_died_with_the_lease_is_not_waited_for_longer_than_a_minute(server):
    mailbox = mailbox_at(server)
    server.grant_to(mailbox)
    MailboxGrant.objects.update(leased_by="dead", lease_until=timezone.now() + timedelta(seconds=1))
    assert access_token(mailbox) == "token-1"


@pytest.mark.django_db(transaction=True)
def test_many_that_wait_for_a_provider_leave_our_database_to_others(server):
    server.held, got = threading.Event(), []
    mailboxes = [mailbox_at(server, user_name=f"box{number}@desk.test") for number in range(12)]
    for mailbox in mailboxes:
        server.grant_to(mailbox)
    waiting = iter(mailboxes)
    threads = in_threads(12, lambda: access_token(next(waiting)))
    wait_until(lambda: len(server.asked) == 12)

    def look() -> None:
        with at_the_database():
            got.append(Mailbox.objects.count())

    (other,) = in_threads(1, look)
    other.join(LONGEST)
    assert got == [12]
    server.held.set()
    for thread in threads:
        thread.join(LONGEST)
    assert MailboxGrant.objects.exclude(encrypted_access_token="").count() == 12


@pytest.mark.parametrize(
    ("error", "words", "problem"),
    [
        ("invalid_grant", "AADSTS50173: The grant has expired due to it being revoked.", "sign_in_again"),
        ("invalid_grant", "Token has been expired or revoked.", "sign_in_again"),
        ("invalid_grant", "AADSTS65001: consent", "no_consent"),
        ("interaction_required", "AADSTS50079: enroll", "interaction"),
        ("invalid_client", "AADSTS7000222: expired", "secret_expired"),
    ],
)
def test_what_only_a_person_can_end_is_not_asked_again_for_a_while(server, error, words, problem):
    mailbox, other = mailbox_at(server), mailbox_at(server, user_name="other@desk.test")
    for row in (mailbox, other):
        server.grant_to(row)
    server.refusal = 400, {"error": error, "error_description": words}
    assert [problem_of(mailbox) for _ in range(3)] == [problem] * 3
    assert len(server.asked) == 1
    server.refusal = None
    assert access_token(other) == "token-2", "another mailbox goes on"
    assert problem_of(mailbox) == problem
    MailboxGrant.objects.update(refused_at=timezone.now() - HELD)
    assert access_token(mailbox) == "token-3"


def test_what_passes_is_asked_again(server):
    mailbox = mailbox_at(server)
    server.grant_to(mailbox)
    server.refusal = 503, "busy"
    assert [problem_of(mailbox), problem_of(mailbox)] == ["token_server"] * 2
    server.refusal = None
    assert access_token(mailbox) == "token-3"


def test_a_sign_in_that_has_ended_is_shown_with_a_button_and_tried_once_an_hour(client, admin, server):
    mailbox = mailbox_at(server)
    server.grant_to(mailbox)
    (leased,) = lease_due()
    server.refusal = 400, {"error": "invalid_grant", "error_description": "AADSTS50173: revoked"}
    with pytest.raises(MailboxError) as failed:
        access_token(leased)
    note_failure(leased, failed.value)
    mailbox.refresh_from_db()
    assert mailbox.next_try_at - timezone.now() > timedelta(minutes=55)
    page = client.get("/settings/").content.decode()
    assert "Somebody must sign in at the provider" in page
    assert f'href="/settings/mailboxes/{mailbox.pk}/#sign-in"' in page
    assert "AADSTS50173" in client.get(f"/settings/mailboxes/{mailbox.pk}/").content.decode()
    server.refusal = None
    assert "Signed in as" in sign_in(client, server, mailbox)
    assert "#sign-in" not in client.get("/settings/").content.decode()
    assert access_token(mailbox)


def test_a_test_asks_at_once_and_a_new_secret_as_well(client, admin, server, settings):
    settings.ALLOWED_PRIVATE_HOSTS, settings.DEBUG = ["127.0.0.1"], True
    mailbox = mailbox_at(server, security="none")
    server.grant_to(mailbox, secret="another one")
    assert problem_of(mailbox) == "secret_wrong"
    assert problem_of(mailbox) == "secret_wrong"
    assert len(server.asked) == 1
    client.post(f"/settings/mailboxes/{mailbox.pk}/test/")
    assert MailboxGrant.objects.get().refused_at is None
    configure_mailbox(mailbox, secret="another one")
    assert access_token(mailbox)


def test_signing_out_forgets_all_of_it_and_google_is_told(client, admin, server):
    mailbox = mailbox_at(server, "google")
    sign_in(client, server, mailbox)
    answer = client.post(f"/settings/mailboxes/{mailbox.pk}/sign-out/", follow=True).content.decode()
    assert server.revoked == ["refresh-1"]
    assert not MailboxGrant.objects.exists()
    assert "was not told" not in answer
    assert problem_of(mailbox) == "sign_in_again"
    assert client.post(f"/settings/mailboxes/{mailbox.pk}/sign-out/").status_code == 302
    assert server.revoked == ["refresh-1"]


def test_who_is_not_told_is_named(client, admin, server, monkeypatch):
    microsoft = mailbox_at(server)
    sign_in(client, server, microsoft)
    page = client.post(f"/settings/mailboxes/{microsoft.pk}/sign-out/", follow=True).content.decode()
    assert "Microsoft was not told" in page
    google = mailbox_at(server, "google", user_name="g@desk.test")
    sign_in(client, server, google)
    monkeypatch.setattr(endpoints, "PATIENCE", (0.3, 0.3))
    server.held = threading.Event()
    page = client.post(f"/settings/mailboxes/{google.pk}/sign-out/", follow=True).content.decode()
    assert "Google was not told" in page
    assert not MailboxGrant.objects.exists()


@pytest.mark.parametrize(
    ("changed", "is_kept"),
    [
        ({"name": "Help"}, True),
        ({"folders": ["INBOX", "Sent"]}, True),
        ({"host": "imap.evil.test"}, False),
        ({"smtp_host": "smtp.evil.test"}, False),
        ({"user_name": "boss@desk.test"}, False),
        ({"client_id": "app-2"}, False),
    ],
)
def test_a_grant_ends_where_it_would_be_used_for_something_else(client, admin, server, changed, is_kept):
    mailbox = mailbox_at(server, "google")
    sign_in(client, server, mailbox)
    for name, value in changed.items():
        setattr(mailbox, name, value)
    configure_mailbox(mailbox, secret="anew")
    assert MailboxGrant.objects.exists() == is_kept
    assert server.revoked == ([] if is_kept else ["refresh-1"])


def test_what_was_begun_is_void_when_the_mailbox_became_another_one(client, admin, server, monkeypatch):
    mailbox = mailbox_at(server)
    location = server.visit(link(client, mailbox))
    other = Mailbox.objects.get()
    real = endpoints.ask

    def meanwhile(*args, **kwargs):
        other.host = "imap.evil.test"
        configure_mailbox(other, secret="anew")
        return real(*args, **kwargs)

    monkeypatch.setattr(endpoints, "ask", meanwhile)
    assert "was not begun here" in come_back(client, location)
    assert not MailboxGrant.objects.exists()


def test_deleting_the_mailbox_forgets_the_grant_and_tells_google(client, admin, server):
    mailbox = mailbox_at(server, "google")
    sign_in(client, server, mailbox)
    link(client, mailbox)
    assert client.post(f"/settings/mailboxes/{mailbox.pk}/delete/").status_code == 302
    assert server.revoked == ["refresh-1"]
    assert not MailboxGrant.objects.exists()
    assert not AuthorizationRequest.objects.exists()


def test_a_grant_of_another_secret_key_asks_for_a_person(server, settings):
    mailbox = mailbox_at(server)
    server.grant_to(mailbox)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another one" * 5, []
    assert problem_of(mailbox) == "secret_lost"
    configure_mailbox(mailbox, secret=SECRET)
    assert problem_of(mailbox) == "sign_in_again"
    assert not server.asked
