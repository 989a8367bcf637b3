"""Pushes: to whom, when and how often, what a locked screen shows of them, and what a push service may answer."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from helpdesk.accounts.models import User
from helpdesk.lib import web_push
from tests import make
from tests.permissions.objects import with_second_step
from tests.pushes.service import push_service
from tests.tickets.test_notice_emails import WORDS, choose, happen, later
from tickets.cases import record_requester_contact
from tickets.cases.notices import change_notice_settings, mark_notices_read, notice_settings_of
from tickets.models import NoticeKind, NoticePush, NoticeSettings, PushKey, PushSubscription
from tickets.pushes import sending
from tickets.pushes.sending import APART, ATTEMPTS, KEPT, TAKEN_FOR, push_notices, send_push
from tickets.pushes.subscriptions import MOST
from tickets.tasks import push_notices as task

pytestmark = pytest.mark.django_db
PUSHED = [kind for kind in NoticeKind.values if kind != "ringing"]


@pytest.fixture
def service(tmp_path, monkeypatch, settings):
    settings.DEFAULT_FROM_EMAIL = "Desk <desk@desk.test>"
    with push_service(tmp_path, monkeypatch, settings) as running:
        yield running


@pytest.fixture
def agent():
    return choose(make.agent(name="Ana Silva", email="ana@desk.test"), pushes=PUSHED)


def turn_on(client, service, person: User, name: str = "one", **changed: str):
    client.force_login(person)
    fields = {"endpoint": service.endpoint(name)} | service.browser.keys | changed
    return client.post("/me/push/", fields, headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/150.0"})


def subscribe(client, service, person: User, name: str = "one") -> PushSubscription:
    assert turn_on(client, service, person, name).status_code == 204
    return PushSubscription.objects.get(endpoint=service.endpoint(name))


def browser_of(person: User, service, name: str = "one") -> PushSubscription:
    """One of its own, in which this person is signed in, too."""
    return make.push_subscription(person, endpoint=service.endpoint(name), **service.browser.keys)


def push(at: dt.datetime) -> None:
    """As the timetable and the workers do."""
    push_notices(at=at)
    for pk in list(PushSubscription.objects.filter(due_at__lte=at).values_list("pk", flat=True)):
        send_push(pk, at=at)


@pytest.mark.parametrize("kind", PUSHED)
def test_each_kind_is_pushed_once_when_chosen_and_never_when_not(agent, service, kind):
    person = with_second_step(happen(kind, agent))
    choose(person, pushes=[])
    browser_of(person, service)
    NoticePush.objects.all().delete()  # of what stood in the bell before
    push(later())
    assert service.asked == []

    choose(person, pushes=[kind])
    push(later())
    push(later(40))
    (asked,) = service.asked
    told = asked["said"]
    if kind in {"mailbox", "silence"}:
        assert WORDS[kind] in told["title"]
        assert told["url"].startswith("/settings/")
    else:
        assert told["title"] == NoticeKind(kind).label
        assert told["url"].startswith("/tickets/")
    high = kind in {"escalation", "manager", "follow_up", "callback"}
    assert asked["headers"]["Urgency"] == ("high" if high else "normal")


def test_a_locked_screen_shows_the_kind_and_the_case_and_neither_who_wrote_nor_what(client, agent, service):
    subscribe(client, service, agent)
    ticket = make.ticket(assignee=agent, subject="Refund for Maria Lopes")
    record_requester_contact(ticket, at=timezone.now(), body="My card was charged twice")
    push(later())
    (asked,) = service.asked
    assert asked["said"] == {
        "title": "A new message on your case",
        "body": f"Case {ticket.pk}",
        "url": f"/tickets/{ticket.pk}/",
        "tag": f"press4-/tickets/{ticket.pk}/",
    }
    headers = asked["headers"]
    assert (headers["TTL"], headers["Topic"]) == (str(int(KEPT.total_seconds())), f"case-{ticket.pk}")
    assert (headers["Content-Encoding"], asked["scheme"]) == ("aes128gcm", "vapid")
    assert asked["path"] == "/push/one?token=a%2fb"
    assert asked["claims"]["sub"] == "mailto:desk@desk.test"
    assert asked["claims"]["exp"] < timezone.now().timestamp() + 24 * 3600
    assert asked["key"] == client.get("/me/push/").json()["key"]


def test_it_is_in_the_language_of_its_person(client, agent, service):
    subscribe(client, service, agent)
    User.objects.filter(pk=agent.pk).update(language="de")
    happen("message", agent)
    push(later())
    assert service.shown[0]["body"].startswith("Fall ")


def test_what_is_read_within_a_moment_or_while_the_push_service_is_away_is_not_pushed(client, agent, service):
    browser = subscribe(client, service, agent)
    happen("message", agent)
    push(timezone.now())
    assert service.asked == []
    service.answers = [(503, {})]
    now = later()
    push(now)
    assert len(service.asked) == 1
    mark_notices_read(agent, until=timezone.now())
    push(now + APART * 2)
    browser.refresh_from_db()
    assert (len(service.asked), browser.pending, browser.due_at) == (1, [], None)


def test_a_flood_is_one_push_a_minute_with_the_number_of_what_is_unread(client, agent, service):
    subscribe(client, service, agent)
    now = later()
    happen("message", agent)
    push(now)
    for _number in range(4):
        happen("message", agent)
        push(now + APART / 2)
    assert len(service.asked) == 1
    push(now + APART)
    push(now + APART * 5)
    _first, digest = service.shown
    assert digest == {"title": "5 notifications", "body": "", "url": "/", "tag": "press4-several"}
    assert service.asked[1]["headers"]["Topic"] == "several"


def test_several_on_one_case_lead_to_it(client, agent, service):
    subscribe(client, service, agent)
    ticket = make.ticket(assignee=agent)
    record_requester_contact(ticket, at=timezone.now(), body="Hello?")
    make.escalation(ticket, by=make.manager())
    push(later())
    (said,) = service.shown
    assert (said["title"], said["url"]) == ("2 notifications", f"/tickets/{ticket.pk}/")


def test_what_one_did_oneself_and_what_comes_in_silent_hours_is_not_pushed(client, agent, service):
    subscribe(client, service, agent)
    choose(agent, pushes=["message"], silent_from=dt.time(22), silent_until=dt.time(7))
    night = (timezone.now() + dt.timedelta(days=1)).replace(hour=2, minute=0)
    happen("message", agent)
    push(night)
    assert service.asked == []
    push(night.replace(hour=9))
    assert len(service.asked) == 1


def test_every_browser_of_a_person_is_told_once_and_nobody_else_s(agent, service):
    for name in ("one", "two"):
        browser_of(agent, service, name)
    browser_of(make.agent(), service, "other")
    happen("message", agent)
    push(later())
    push(later(9))
    assert sorted(asked["path"].split("?")[0] for asked in service.asked) == ["/push/one", "/push/two"]


@pytest.mark.parametrize("way", ["sign-out", "sent away", "password", "expired", "deactivated"])
def test_a_person_who_is_signed_out_is_pushed_nothing(client, agent, service, way):
    browser = subscribe(client, service, agent)
    happen("message", agent)
    if way == "sign-out":
        client.post("/accounts/logout/")
    elif way == "sent away":
        Session.objects.filter(session_key=browser.session_key).delete()
    elif way == "password":
        agent.set_password("another horse battery")
        agent.save()
    elif way == "expired":
        Session.objects.update(expire_date=timezone.now())
        call_command("clearsessions")
    else:
        User.objects.filter(pk=agent.pk).update(is_active=False)
    push(later())
    assert service.asked == []
    assert not PushSubscription.objects.exists()


def test_on_a_shared_machine_the_next_person_takes_the_browser_over(client, agent, service):
    subscribe(client, service, agent)
    other = choose(make.agent(), pushes=PUSHED)
    subscribe(client, service, other)
    assert PushSubscription.objects.get().user == other
    happen("message", agent)
    push(later())
    assert service.asked == []


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(client, agent, service, status):
    subscribe(client, service, agent)
    service.answers = [(status, {})]
    happen("message", agent)
    push(later())
    assert not PushSubscription.objects.exists()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_push_service_that_asks_for_patience_is_asked_no_sooner_and_then_gets_it_once(client, agent, service, status):
    browser = subscribe(client, service, agent)
    service.answers = [(status, {"Retry-After": "1200"})]
    happen("message", agent)
    now = later()
    push(now)
    for minutes in (1, 5, 19):
        push(now + dt.timedelta(minutes=minutes))
    assert len(service.asked) == 1
    # What comes meanwhile waits with it.
    happen("mention", agent)
    push(now + dt.timedelta(minutes=19.5))
    push(now + dt.timedelta(minutes=21))
    push(now + dt.timedelta(minutes=30))
    assert [said["title"] for said in service.shown] == ["A new message on your case", "2 notifications"]
    browser.refresh_from_db()
    assert (browser.pending, browser.attempts, browser.used_at is None) == ([], 0, False)


def test_a_push_service_that_is_away_is_given_up_after_some_hours(client, agent, service):
    browser = subscribe(client, service, agent)
    service.answers = [(500, {})] * 20
    happen("message", agent)
    now = later()
    for quarter in range(40):
        push(now + dt.timedelta(minutes=15 * quarter))
    browser.refresh_from_db()
    assert (len(service.asked), browser.pending) == (ATTEMPTS, [])


def test_one_that_is_refused_for_good_is_not_repeated_and_its_person_sees_it(client, agent, service):
    browser = subscribe(client, service, agent)
    service.answers = [(403, {})]
    happen("message", agent)
    push(later())
    push(later(60))
    browser.refresh_from_db()
    assert (len(service.asked), browser.pending) == (1, [])
    assert "refused the last one (403)" in client.get("/me/notices/").content.decode()


def test_a_push_service_that_hangs_or_has_no_certificate_is_asked_again(client, agent, service, monkeypatch):
    browser = subscribe(client, service, agent)
    monkeypatch.setattr(web_push, "SECONDS", 1)
    service.hangs = True
    happen("message", agent)
    now = later()
    push(now)
    service.hangs = False
    monkeypatch.delenv("SSL_CERT_FILE")
    push(now + APART * 2)
    browser.refresh_from_db()
    assert (len(service.asked), browser.attempts, len(browser.pending)) == (1, 2, 1)


def test_an_address_in_our_own_network_is_never_asked(client, agent, service, settings):
    subscribe(client, service, agent)
    settings.ALLOWED_PRIVATE_HOSTS = []
    happen("message", agent)
    push(later())
    assert service.asked == []


def test_a_worker_that_dies_over_it_leaves_it_to_the_next_and_two_send_it_once(client, agent, service, monkeypatch):
    browser = subscribe(client, service, agent)
    happen("message", agent)
    now = later()
    push_notices(at=now)
    with monkeypatch.context() as broken:
        broken.setattr(sending, "identity_of", lambda _key: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            send_push(browser.pk, at=now)
    send_push(browser.pk, at=now + TAKEN_FOR / 2)
    assert service.asked == []
    for _worker in range(2):
        send_push(browser.pk, at=now + TAKEN_FOR)
    assert len(service.asked) == 1


def test_one_person_s_trouble_keeps_no_other_waiting(agent, service, monkeypatch):
    other = choose(make.agent(), pushes=PUSHED)
    for name, person in (("one", agent), ("two", other)):
        browser_of(person, service, name)
        happen("message", person)
    real = sending.notices_away
    asked = lambda user, *args, **keys: 1 / 0 if user == agent else real(user, *args, **keys)  # noqa: E731
    monkeypatch.setattr(sending, "notices_away", asked)
    push(later())
    assert [one["path"].split("?")[0] for one in service.asked] == ["/push/two"]


def test_what_stood_in_the_bell_before_push_or_a_kind_was_turned_on_is_not_pushed(client, agent, service):
    happen("message", agent)
    subscribe(client, service, agent)
    push(later())
    choose(agent, pushes=[])
    happen("mention", agent)
    settings = notice_settings_of(agent)
    settings.pushes = ["mention", "message"]
    change_notice_settings(settings)
    push(later(5))
    assert service.asked == []
    happen("mention", agent)
    task()
    push(later(9))
    assert len(service.asked) == 1


def test_turned_on_twice_it_is_one_browser_and_a_new_address_replaces_the_old_one(client, agent, service):
    subscribe(client, service, agent)
    turn_on(client, service, agent)
    fields = service.browser.keys | {"endpoint": service.endpoint("renewed")}
    assert client.post("/me/push/", fields).status_code == 204
    browser = PushSubscription.objects.get()
    assert (browser.endpoint, browser.session_key) == (service.endpoint("renewed"), client.session.session_key)
    assert "browser's secret" not in browser.encrypted_secret
    assert service.browser.keys["auth"] not in browser.encrypted_secret


@pytest.mark.parametrize(
    "wrong", [{"endpoint": "http://push.test/"}, {"endpoint": "https://push.test/" + "x" * 1100}, {"auth": ""}]
)
def test_what_is_no_browser_is_refused(client, agent, service, wrong):
    assert turn_on(client, service, agent, **wrong).status_code == 422
    assert not PushSubscription.objects.exists()


def test_a_person_has_ten_browsers_at_most(client, agent, service):
    for _number in range(MOST):
        make.push_subscription(agent)
    refused = turn_on(client, service, agent)
    assert (refused.status_code, PushSubscription.objects.count()) == (409, MOST)
    assert "Remove one first" in refused.content.decode()


def test_the_page_lists_one_s_browsers_tries_one_and_removes_one(client, agent, service):
    browser, other = subscribe(client, service, agent), make.push_subscription(make.agent())
    page = client.get("/me/notices/").content.decode()
    assert page.count("Firefox, Linux") == 3  # its name, and for those who hear the page its two buttons
    assert "this browser" in page
    assert client.post(f"/me/push/{browser.pk}/try/").status_code == 302
    push(timezone.now())
    assert service.shown[0]["title"] == "Press 4 reaches this browser"
    for verb in ("try", "remove"):
        assert client.post(f"/me/push/{other.pk}/{verb}/").status_code == 404
    client.post(f"/me/push/{browser.pk}/remove/")
    assert [*PushSubscription.objects.all()] == [other]


def test_a_secret_key_that_is_gone_makes_another_key_pair_and_asks_the_browsers_anew(client, agent, service, settings):
    subscribe(client, service, agent)
    first = client.get("/me/push/").json()["key"]
    assert client.get("/me/push/").json()["key"] == first
    PushKey.objects.update(encrypted_secret="gAAAAA")
    assert client.get("/me/push/").json()["key"] != first
    assert not PushSubscription.objects.exists()


def test_who_turned_push_on_is_written_down_and_no_secret_with_it(client, agent, service):
    subscribe(client, service, agent)
    event = PushSubscription.pgh_event_model.objects.get()
    assert (event.user_id, event.device) == (agent.pk, "Firefox, Linux")
    assert not {"endpoint", "encrypted_secret", "session_key", "p256dh"} & {f.name for f in event._meta.get_fields()}


def test_many_without_push_cost_one_look(agent, django_assert_max_num_queries):
    for _number in range(12):
        make.ticket(assignee=choose(make.agent(), pushes=PUSHED))
    with django_assert_max_num_queries(9):
        push_notices(at=later())


def test_the_service_worker_may_do_nothing_but_ask_the_desk_and_is_never_kept(client):
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-cache", "nosniff")
    policy = set(answer["Content-Security-Policy"].split("; "))
    assert policy == {"default-src 'none'", "connect-src 'self'"}


def test_a_row_of_settings_of_before_push_has_every_kind_but_a_ring(agent):
    assert NoticeSettings().pushes == PUSHED
