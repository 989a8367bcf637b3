"""Notices by email: what a person chose, once, together, and only what they may see."""

import datetime as dt
from email import message_from_bytes
from email.policy import SMTP

import pytest
from django.utils import timezone

from helpdesk.accounts.models import User
from helpdesk.mail.models import Mailbox, OutboundMessage
from tests import make
from tests.mail.writing import deliver, letter
from tickets.cases import add_note, assign_ticket, notices_away, record_requester_contact
from tickets.cases.mentions import mark_mentions_seen
from tickets.cases.notice_emails import LISTED, SOON, TOGETHER, mail_notices
from tickets.cases.notices import change_notice_settings, mark_notices_read, notice_settings_of
from tickets.cases.promises import tick_promise
from tickets.models import Entry, NoticeEmail, NoticeKind, NoticeSettings, Promise
from tickets.tasks import mail_notices as task

pytestmark = pytest.mark.django_db

BELL = ["mention", "message", "assignment", "escalation", "manager"]


def choose(person: User, *kinds: str, **fields) -> User:
    NoticeSettings.objects.update_or_create(user=person, defaults={"emails": list(kinds)} | fields)
    return person


@pytest.fixture
def agent():
    return choose(make.agent(name="Ana Silva", email="ana@desk.test"), *BELL)


def mails(person: User | None = None) -> list[OutboundMessage]:
    sent = OutboundMessage.objects.filter(key__startswith="notices:").order_by("pk")
    return list(sent.filter(to_address=person.email) if person else sent)


def later(minutes: float = 3.5) -> dt.datetime:
    return timezone.now() + dt.timedelta(minutes=minutes)


def said(mail: OutboundMessage, kind: str = "plain") -> str:
    return message_from_bytes(bytes(mail.raw), policy=SMTP).get_body((kind,)).get_content()


def happen(kind: str, agent: User) -> User:
    """Something of the kind, and whom it concerns."""
    ben = make.agent(name="Ben Adeyemi")
    if kind == "mention":
        add_note(make.ticket(), body="@Ana Silva look", by=ben)
    elif kind == "message":
        record_requester_contact(make.ticket(assignee=agent), at=timezone.now(), body="Are you there?")
    elif kind == "assignment":
        assign_ticket(make.ticket(), to=agent, by=ben)
    elif kind == "escalation":
        make.escalation(make.ticket(assignee=agent, body=""), by=ben)
    elif kind == "manager":
        make.escalation(make.ticket(), by=ben)
        return choose(make.manager(), "manager")
    elif kind == "follow_up":
        make.promise(make.ticket(assignee=agent), due_at=later(4))
    elif kind == "callback":
        make.promise(make.ticket(), due_at=later(4), kind=Promise.Kind.CALLBACK)
        return choose(make.manager(), "callback")
    elif kind == "silence":
        make.silence(since=later(-600), noticed_at=later(-3))
        return make.admin()
    else:
        box = make.mailbox(name="Box")
        Mailbox.objects.filter(pk=box.pk).update(
            failing_since=later(-20), problem="sign_in", last_success_at=later(-21)
        )
        return make.admin()
    return agent


WORDS = {
    "mention": "Ben Adeyemi mentions you in Case",
    "message": "wrote to you in Case",
    "assignment": "is assigned to you",
    "escalation": "is escalated",
    "manager": "is escalated to managers",
    "follow_up": "A follow-up is due",
    "callback": "A callback is due",
    "silence": "Shop, Lantern Row: silent since",
    "mailbox": "Mailbox Box: User name or password is wrong",
}


@pytest.mark.parametrize("kind", WORDS)
def test_each_kind_is_mailed_once_when_chosen_and_never_when_not(agent, kind):
    person = choose(happen(kind, agent))
    mail_notices(at=later())
    assert mails(person) == []

    choose(person, kind)
    mail_notices(at=later())
    mail_notices(at=later(40))
    (mail,) = mails(person)
    assert WORDS[kind] in mail.subject
    assert WORDS[kind] in said(mail)
    assert mail.is_private
    assert NoticeEmail.objects.filter(user=person, message=mail).count() == 1
    raw = message_from_bytes(bytes(mail.raw), policy=SMTP)
    assert raw["Auto-Submitted"] == "auto-generated"
    assert "/me/notices/" in said(mail)


def test_unasked_one_is_mailed_what_nobody_sees_otherwise(agent):
    NoticeSettings.objects.all().delete()
    for kind in ("message", "mention", "follow_up"):
        happen(kind, agent)
    admin = happen("mailbox", agent)
    mail_notices(at=later())
    assert "A follow-up is due" in mails(agent)[0].subject
    assert "Mailbox Box" in mails(admin)[0].subject
    assert len(mails()) == 2


def test_the_first_leaves_after_a_minute_and_what_follows_comes_together(agent):
    now = timezone.now()
    happen("message", agent)
    mail_notices(at=now + SOON / 2)
    assert mails() == []
    mail_notices(at=now + SOON * 2)
    assert len(mails()) == 1

    happen("message", agent)
    happen("mention", agent)
    mail_notices(at=now + SOON * 10)
    assert len(mails()) == 1
    mail_notices(at=now + SOON * 2 + TOGETHER)
    _first, digest = mails()
    assert digest.subject == "2 notifications"
    assert (WORDS["message"] in said(digest), WORDS["mention"] in said(digest)) == (True, True)
    assert "Nobody reads answers" in said(digest)
    assert "Reply-To" not in message_from_bytes(bytes(digest.raw), policy=SMTP)


def test_what_was_read_or_answered_or_done_by_oneself_meanwhile_is_not_mailed(agent):
    happen("message", agent)
    mark_notices_read(agent, until=timezone.now())
    happen("mention", agent)
    mark_mentions_seen(Entry.objects.get(mentions__user=agent).ticket, by=agent)
    happen("message", agent)
    make.reply(Entry.objects.filter(kind=Entry.Kind.MESSAGE, ticket__assignee=agent).latest("pk").ticket, by=agent)
    assign_ticket(make.ticket(), to=agent, by=agent)
    noted = make.ticket(assignee=agent)
    add_note(noted, body="I wait for the venue.", by=agent)
    mail_notices(at=later())
    assert [mail.subject for mail in mails()] == []
    record_requester_contact(noted, at=timezone.now(), body="And?")
    mail_notices(at=later())
    assert len(mails()) == 1


def test_nobody_is_mailed_who_is_gone_or_about_a_case_that_they_may_not_see(agent):
    ticket = make.ticket()
    add_note(ticket, body="@Ana Silva look", by=make.manager())
    type(ticket).objects.filter(pk=ticket.pk).update(team=make.team())
    mail_notices(at=later())
    assert mails() == []
    happen("message", agent)
    User.objects.filter(pk=agent.pk).update(is_active=False)
    mail_notices(at=later())
    assert mails() == []


def test_the_silent_hours_are_kept_and_what_is_unread_comes_after_them(agent):
    User.objects.filter(pk=agent.pk).update(timezone="Europe/Berlin")
    choose(agent, "message", silent_from=dt.time(22), silent_until=dt.time(7))
    night = (timezone.now() + dt.timedelta(days=1)).replace(hour=2, minute=0)
    happen("message", agent)
    mail_notices(at=night)
    assert mails() == []
    mail_notices(at=night.replace(hour=9))
    assert len(mails()) == 1


def test_of_a_follow_up_one_hears_half_an_hour_before_or_after_half_of_its_time(agent):
    choose(agent, "follow_up")
    make.promise(make.ticket(assignee=agent), what="Call the venue", due_at=later(120))
    mail_notices(at=later(85))
    assert mails() == []
    make.promise(make.ticket(assignee=agent), what="Send the tickets", due_at=later(20))
    mail_notices(at=later(9))
    assert mails() == []
    mail_notices(at=later(14))
    mail_notices(at=later(93))
    assert [said(mail).count("Send the tickets") for mail in mails()] == [1, 0]
    assert [said(mail).count("Call the venue") for mail in mails()] == [0, 1]


def test_a_follow_up_that_is_kept_or_on_the_case_of_somebody_else_is_not_mailed(agent):
    choose(agent, "follow_up")
    kept = make.promise(make.ticket(assignee=agent), due_at=later(4))
    tick_promise(kept, by=agent)
    make.promise(make.ticket(assignee=make.agent()), due_at=later(4), kind=Promise.Kind.CALL)
    make.promise(make.ticket(assignee=agent), due_at=later(4), kind=Promise.Kind.CALLBACK)
    mail_notices(at=later())
    assert mails(agent) == []


def test_a_mailbox_that_fails_again_and_again_is_told_once_a_day_and_not_for_seconds(agent):
    admin = make.admin()
    box = make.mailbox(name="Box")
    now = timezone.now()
    for minutes in (1, 12, 14):
        since = now - dt.timedelta(minutes=minutes)
        Mailbox.objects.filter(pk=box.pk).update(failing_since=since, problem="sign_in")
        mail_notices(at=now + TOGETHER * (3 if minutes == 14 else 0))
        assert len(mails(admin)) == (0 if minutes == 1 else 1)
    assert f"/settings/mailboxes/{box.pk}/" in said(mails(admin)[0])


def test_of_a_secret_that_will_expire_an_admin_hears_once(agent):
    admin = make.admin()
    make.mailbox(
        name="Box", secret_expires_on=timezone.localdate() + dt.timedelta(days=3), last_success_at=timezone.now()
    )
    mail_notices(at=later())
    mail_notices(at=later(60 * 24))
    (mail,) = mails(admin)
    assert "Mailbox Box: Its client secret expires on" in mail.subject


def test_many_who_have_nothing_new_cost_one_look(agent, django_assert_max_num_queries):
    for _number in range(12):
        person = choose(make.agent(), *BELL, emailed_until=timezone.now() + dt.timedelta(minutes=1))
        make.ticket(assignee=person)
    choose(agent, *BELL, emailed_until=timezone.now())
    with django_assert_max_num_queries(4):
        mail_notices(at=later())


def test_it_is_in_the_language_and_by_the_clock_of_the_person(agent):
    User.objects.filter(pk=agent.pk).update(language="de", timezone="Asia/Tokyo")
    due = later(4)
    choose(agent, "follow_up")
    make.promise(make.ticket(assignee=agent), due_at=due)
    mail_notices(at=later())
    (mail,) = mails()
    assert 'lang="de"' in said(mail, "html")
    assert f"{due.astimezone(dt.timezone(dt.timedelta(hours=9))):%H:%M}" in said(mail)
    assert "Hallo Ana Silva" in said(mail)


def test_a_worker_that_dies_over_it_loses_nothing_and_sends_nothing_twice(agent, monkeypatch):
    happen("message", agent)
    with monkeypatch.context() as broken:
        broken.setattr("tickets.cases.notice_emails.outbox.queue_mail", lambda *_, **__: 1 / 0)
        mail_notices(at=later())
    assert (mails(), NoticeEmail.objects.count()) == ([], 0)
    mail_notices(at=later())
    mail_notices(at=later())
    mail_notices(at=later(60))
    assert len(mails()) == 1


def test_of_many_the_mail_lists_some_and_counts_the_others(agent):
    for _number in range(LISTED + 2):
        record_requester_contact(make.ticket(assignee=agent), at=timezone.now(), body="Hello?")
    mail_notices(at=later())
    mail_notices(at=later(40))
    (mail,) = mails()
    assert (said(mail).count("wrote to you"), "And 2 more" in said(mail)) == (LISTED, True)


def test_the_text_of_the_customer_is_plain_short_and_without_cards_and_a_note_is_not_repeated(agent):
    ticket = make.ticket(assignee=agent)
    body = f"<b>Hi</b> 4111 1111 1111 1111 {'long ' * 300}\n\nOn Monday Press 4 wrote:\n> our secret answer"
    record_requester_contact(ticket, at=timezone.now(), body=body)
    add_note(ticket, body="@Ana Silva the buyer is rude", by=make.manager())
    mail_notices(at=later())
    (mail,) = mails()
    assert "&lt;b&gt;Hi&lt;/b&gt;" in said(mail, "html")
    for part in ("plain", "html"):
        assert "4111" not in said(mail, part)
        assert "our secret answer" not in said(mail, part)
        assert "rude" not in said(mail, part)
        assert len(said(mail, part)) < 4000


def test_an_answer_to_a_notice_is_a_note_of_its_reader_and_of_nobody_else(agent):
    happen("message", agent)
    mail_notices(at=later())
    (mail,) = mails()
    raw = message_from_bytes(bytes(mail.raw), policy=SMTP)
    assert "becomes an internal note" in said(mail)
    other = make.agent(email="zoe@desk.test")
    taken = {}
    for person in (other, agent):
        answer = letter(sender=person.email, to=raw["Reply-To"], subject=f"Re: {mail.subject}", text="I call her.")
        taken[person] = deliver(answer, envelope_from=person.email, to=raw["Reply-To"])
    note = Entry.objects.get(received=taken[agent])
    assert (note.kind, note.actor, note.is_public, note.body) == (Entry.Kind.NOTE, agent, False, "I call her.")
    assert taken[other].status == "set_aside"
    assert not Entry.objects.filter(received=taken[other]).exists()


def test_a_desk_that_takes_in_no_mail_offers_no_address_for_answers(agent, settings):
    settings.INBOUND_MAIL_DOMAIN = ""
    happen("message", agent)
    mail_notices(at=later())
    assert "Reply-To" not in message_from_bytes(bytes(mails()[0].raw), policy=SMTP)
    assert "Nobody reads answers" in said(mails()[0])


def test_what_stood_in_the_bell_before_a_kind_was_chosen_is_not_mailed(client, agent):
    choose(agent)
    client.force_login(agent)
    happen("message", agent)
    page = client.get("/me/notices/").content.decode()
    assert 'value="follow_up"' in page
    assert 'value="callback"' not in page
    assert client.post("/me/notices/", {"emails": ["message", "follow_up"]}).status_code == 302
    assert client.post("/me/notices/", {"emails": ["callback"]}).status_code == 422
    mail_notices(at=later())
    assert mails() == []
    happen("message", agent)
    task()
    mail_notices(at=later())
    assert len(mails()) == 1


def test_a_choice_takes_back_nothing_that_was_read_or_mailed_while_its_form_was_open(agent):
    form, first = notice_settings_of(agent), notice_settings_of(make.agent())
    happen("message", agent)
    mail_notices(at=later())
    mark_notices_read(agent, until=timezone.now())
    mark_notices_read(first.user, until=timezone.now())
    for opened in (form, first):
        opened.emails = ["message"]
        change_notice_settings(opened)
    row = NoticeSettings.objects.get(user=agent)
    assert (row.emails, row.emailed_at is None, row.read_until is None) == (["message"], False, False)
    assert NoticeSettings.objects.get(user=first.user).emails == ["message"]


def test_what_concerns_another_role_stays_chosen(client, agent):
    choose(agent, NoticeKind.MAILBOX)
    client.force_login(agent)
    client.post("/me/notices/", {"emails": ["message"]})
    assert NoticeSettings.objects.get(user=agent).emails == ["message", "mailbox"]


def test_one_person_s_trouble_keeps_no_other_waiting(agent, monkeypatch):
    happen("message", agent)
    other = choose(make.agent(), "message")
    happen("message", other)
    real = notices_away.notices_of
    asked = lambda user, **keys: 1 / 0 if user == agent else real(user, **keys)  # noqa: E731
    monkeypatch.setattr(notices_away, "notices_of", asked)
    mail_notices(at=later())
    assert [mail.to_address for mail in mails()] == [other.email]
