"""Follow a case by a link: who has it reads what was said to the requester and no more; who got our mail writes."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from escalation.models import Escalation
from helpdesk.lib.transitions import move
from helpdesk.mail.models import OutboundMessage
from tests import make
from tests.tickets.following import act, confirmed, link_in, link_to, newest_mail, shown_form, visitor
from tickets.cases import add_note, keep_promise, solve_ticket
from tickets.cases.remedies import log_refusal
from tickets.merging import merge_tickets
from tickets.models import ContactPoint, Entry, LinkRequest, Ticket
from tickets.people.changes import change_requester
from tickets.portal import frame
from tickets.portal.requests import answer_link_requests, send_follow_link

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_comes_too_often(monkeypatch):
    monkeypatch.setattr(frame, "MOST_POSTS", 100_000)


@pytest.fixture
def ticket():
    return make.ticket(requester=make.requester(email="ann@buyers.test", name="Ann Lee"), channel="email")


@pytest.fixture
def ann(ticket):
    return confirmed(visitor(), ticket)


def sent(entry):
    """The reply left."""
    move(entry.message, OutboundMessage.Status.SENDING)
    move(entry.message, OutboundMessage.Status.SENT, sent_at=timezone.now())
    return entry


def shown(ticket, client=None):
    page = (client or visitor()).get(link_to(ticket))
    assert page.status_code == 200
    return page.content.decode()


def test_who_has_the_link_reads_what_was_said_to_the_requester(ticket):
    sent(make.reply(ticket, body="Try **BRASS20**.", by=make.agent(name="Nora Diaz")))
    add_note(ticket, body="Third time she calls", by=make.agent())
    make.promise(ticket, what="Send the tickets again")
    log_refusal(ticket, what="Refund", why="The organizer decides.", by=make.agent())
    page = shown(ticket)
    for words in ("The code SUMMER is refused.", "<strong>BRASS20</strong>", "Nora Diaz", "Send the tickets again"):
        assert words in page
    assert "The organizer decides." in page
    assert "Third time" not in page
    assert "<textarea" not in page


def test_a_reply_to_somebody_else_and_one_that_may_still_be_taken_back_are_not_shown(ticket):
    make.held_reply(ticket, by=make.agent(), body="Held back")
    sent(make.held_reply(ticket, by=make.agent(), body="For the venue", to=["venue@hall.test"]))
    page = shown(ticket)
    assert "Held back" not in page
    assert "For the venue" not in page
    assert "venue@hall.test" not in page


def test_the_link_stands_in_replies_to_the_requester_alone(ticket):
    assert link_in(make.reply(ticket).message).startswith("/help/case/")
    beside = make.held_reply(ticket, by=make.agent(), cc=["friend@buyers.test"])
    assert "/help/case/" not in beside.message.text


def test_a_link_of_a_mail_works_for_thirty_days(ticket):
    link = link_in(make.reply(ticket).message)
    for days, status in ((29, 200), (31, 404)):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            assert visitor().get(link).status_code == status


@pytest.mark.parametrize("token", ["x", "1:2:3", "WzEsMiwieCJd:1abc:def", "%00", "ä"])
def test_a_link_that_we_did_not_make_opens_nothing(ticket, token):
    for path in (
        f"/help/case/{token}/",
        f"/help/confirm/{token}/",
        f"/help/address/{token}/",
        f"/help/case/{token}/files/1/",
    ):
        assert visitor().get(path).status_code == 404
        assert visitor().post(path, {"act": "write", "text": "x"}).status_code in (404, 405)
    assert not LinkRequest.objects.exists()


def test_a_link_of_one_kind_opens_no_other(ticket):
    token = link_to(ticket).split("/")[3]
    assert visitor().post(f"/help/confirm/{token}/").status_code == 404
    assert visitor().post(f"/help/address/{token}/").status_code == 404
    visitor().post(link_to(ticket), {"act": "confirm"})
    answer_link_requests()
    token = link_in(newest_mail("ann@buyers.test")).split("/")[3]
    assert visitor().get(f"/help/case/{token}/").status_code == 404


def test_a_link_to_an_address_that_was_wrong_opens_nothing_any_more(ticket):
    link = link_to(ticket)
    point = ContactPoint.objects.get(value="ann@buyers.test")
    change_requester(
        ticket.requester, name="", add=[("email", "anne@buyers.test")], remove=[point], reason="Typo", by=make.agent()
    )
    assert visitor().get(link).status_code == 404


def test_reading_changes_nothing(ticket, ann):
    before = list(Entry.objects.values()), list(Ticket.objects.values()), OutboundMessage.objects.count()
    ticket.requester.contact_points.create(kind="email", value="two@buyers.test")
    for path in (link_to(ticket), "/help/", "/help/cases/"):
        assert ann.get(path).status_code == 200
        assert ann.head(path).status_code == 200
        assert ann.get(path, {"act": "solved", "text": "x", "email": "a@b.test"}).status_code == 200
    assert (list(Entry.objects.values()), list(Ticket.objects.values()), OutboundMessage.objects.count()) == before
    assert not LinkRequest.objects.exists()


def test_looking_at_the_link_of_the_mail_confirms_nothing(ticket):
    client = visitor()
    client.post(link_to(ticket), {"act": "confirm"})
    answer_link_requests()
    assert client.get(link_in(newest_mail("ann@buyers.test"))).status_code == 200
    assert client.head(link_in(newest_mail("ann@buyers.test"))).status_code == 200
    assert not client.cookies


def test_a_forwarded_link_only_reads(ticket, ann):
    form = shown_form(ann, link_to(ticket))  # even with what Ann's page holds
    for name in ("write", "manager", "solved", "unsolved", "address", "copy", "erase"):
        answer = visitor().post(
            link_to(ticket), {"act": name, "form": form, "text": "I am Ann", "email": "m@evil.test"}
        )
        assert answer.status_code == 403
    ticket.refresh_from_db()
    assert ticket.messages_count == 1
    assert not Escalation.objects.exists()


def test_the_button_of_the_mail_lets_this_browser_write_for_thirty_days(ticket, ann):
    cookie = ann.cookies["press4_help"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/help/", True, "Lax")
    assert "sessionid" not in ann.cookies
    assert len(ann.cookies) == 1
    assert "<textarea" in shown(ticket, ann)
    with time_machine.travel(timezone.now() + timedelta(days=29, hours=23)):
        assert "<textarea" in shown(ticket, ann)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert "<textarea" not in shown(ticket, ann)


def test_the_mail_that_confirms_works_for_an_hour_and_nobody_of_the_desk_reads_it(ticket, client):
    visitor().post(link_to(ticket), {"act": "confirm"})
    answer_link_requests()
    mail = newest_mail("ann@buyers.test")
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert visitor().post(link_in(mail)).status_code == 404
    client.force_login(make.admin())
    assert client.get(f"/tickets/sent/{mail.pk}/").status_code in (302, 403, 404)


def test_the_cookie_of_one_person_writes_on_no_case_of_another(ann):
    other = make.ticket(requester=make.requester(email="bob@buyers.test"))
    assert "<textarea" not in shown(other, ann)
    assert ann.post(link_to(other), {"act": "write", "text": "Hello"}).status_code == 403


def test_an_answer_starts_the_clock_and_opens_a_solved_case(ticket, ann):
    solve_ticket(ticket, by=None)
    answer = act(ann, ticket, "write", text="Still no seat", files=[SimpleUploadedFile("seat.png", make.PIXEL)])
    assert answer.status_code == 303
    ticket.refresh_from_db()
    assert (ticket.status, ticket.messages_count, ticket.last_words) == ("open", 2, "Still no seat")
    assert ticket.waiting_since
    page = ann.get(answer.url).content.decode()
    assert "We have your message." in page
    assert "Still no seat" in page
    file = ticket.attachments.get()
    saved = ann.get(f"{link_to(ticket)}files/{file.pk}/")
    saved.file_on_loop.close()
    assert saved["Content-Disposition"] == 'attachment; filename="seat.png"'
    assert saved["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("button", ["solved", "unsolved", "manager"])
def test_what_was_typed_goes_along_with_whatever_button_is_pressed(ticket, ann, button):
    if button == "unsolved":
        solve_ticket(ticket, by=None)
    form = shown_form(ann, link_to(ticket))
    said = {"form": form, "act": button, "text": "Please also send the invoice"}
    for _time in range(2):
        files = {"files": [SimpleUploadedFile("seat.png", make.PIXEL)]}
        assert ann.post(link_to(ticket), said | files).status_code == 303
    written = ticket.entries.get(body="Please also send the invoice")
    assert written.attachments.get().name == "seat.png"
    ticket.refresh_from_db()
    assert ticket.is_unfinished == (button != "solved")
    too_long = ann.post(link_to(ticket), said | {"form": shown_form(ann, link_to(ticket)), "text": "x" * 100_001})
    assert too_long.status_code == 422


def test_a_file_alone_is_an_answer(ticket, ann):
    act(ann, ticket, "write", text=" ", files=[SimpleUploadedFile("seat.png", make.PIXEL)])
    entry = ticket.entries.filter(kind=Entry.Kind.MESSAGE).latest("pk")
    assert entry.body == "seat.png"
    assert entry.attachments.get().name == "seat.png"
    act(ann, ticket, "write", text=" ")
    assert ticket.entries.filter(kind=Entry.Kind.MESSAGE).latest("pk") == entry


def test_files_of_notes_and_of_other_cases_are_not_there(ticket):
    note = add_note(ticket, body="Internal", by=make.agent())
    hidden = make.attachment(ticket, entry=note)
    other = make.ticket()
    others = make.attachment(other, entry=other.entries.first())
    for file in (hidden, others):
        assert visitor().get(f"{link_to(ticket)}files/{file.pk}/").status_code == 404


def test_a_form_that_is_sent_twice_says_it_once(ticket, ann):
    data = {"act": "write", "text": "Still no seat", "form": shown_form(ann, link_to(ticket))}
    answers = [ann.post(link_to(ticket), data).status_code for _ in range(2)]
    ticket.refresh_from_db()
    assert (answers, ticket.messages_count) == ([303, 303], 2)


def test_the_form_of_another_case_or_of_yesterday_is_shown_again_with_its_text_kept_out_of_the_case(ticket, ann):
    other = make.ticket(requester=ticket.requester)
    yesterday = timezone.now() - timedelta(hours=25)
    with time_machine.travel(yesterday):
        old = shown_form(visitor(), "/help/")
    for form in (shown_form(ann, link_to(other)), old, ""):
        answer = ann.post(link_to(ticket), {"act": "write", "text": "Typed for long", "form": form})
        assert answer.status_code == 422
        assert b"Typed for long" in answer.content
    ticket.refresh_from_db()
    assert ticket.messages_count == 1


def test_after_the_end_a_new_case_goes_on(ticket, ann):
    Ticket.objects.filter(pk=ticket.pk).update(status="closed", solved_at=timezone.now())
    answer = act(ann, ticket, "write", text="It broke again")
    later = Ticket.objects.get(continues=ticket)
    assert (later.channel, later.requester) == ("help_page", ticket.requester)
    assert f"Case {later.pk}" in ann.get(answer.url).content.decode()


def test_who_asks_for_a_manager_stands_before_the_managers_once(ticket, ann):
    for why in ("Nobody calls me back", ""):
        assert act(ann, ticket, "manager", why=why).status_code == 303
    escalation = Escalation.objects.get(ticket=ticket)
    assert (escalation.reason, escalation.detail) == ("asked_for_manager", "Nobody calls me back")
    ticket.refresh_from_db()
    assert (ticket.manager_requests_count, ticket.messages_count) == (1, 3)
    assert "A manager has been asked" in shown(ticket)


def test_it_is_solved_when_the_requester_says_so_and_it_is_not_when_they_say_not(ticket, ann):
    act(ann, ticket, "solved")
    ticket.refresh_from_db()
    assert ticket.status == "solved"
    act(ann, ticket, "unsolved", missing="The code fails again")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.last_words) == ("open", "The code fails again")


def test_a_case_on_which_we_owe_something_stays_open(ticket, ann):
    promise = make.promise(ticket)
    assert "stays open" in ann.get(act(ann, ticket, "solved").url).content.decode()
    ticket.refresh_from_db()
    assert ticket.status == "open"
    keep_promise(promise, at=timezone.now())
    act(ann, ticket, "solved")
    ticket.refresh_from_db()
    assert ticket.status == "solved"


def test_another_address_is_added_once_its_owner_pressed_the_button(ticket, ann):
    act(ann, ticket, "address", email="Ann@Work.test")
    answer_link_requests()
    link = link_in(newest_mail("ann@work.test"))
    assert visitor().get(link).status_code == 200
    assert not ContactPoint.objects.filter(value="ann@work.test").exists()
    for _ in range(2):
        assert visitor().post(link).status_code == 303
    assert ticket.requester.contact_points.get(value="ann@work.test").claim == ""


def test_the_address_of_another_customer_is_claimed_and_the_page_says_the_same(ticket, ann):
    bob = make.requester(email="bob@buyers.test")
    answers = [act(ann, ticket, "address", email=email) for email in ("bob@buyers.test", "new@buyers.test")]
    assert {answer.url.partition("?")[2] for answer in answers} == {"done=address"}
    answer_link_requests()
    visitor().post(link_in(newest_mail("bob@buyers.test")))
    assert ticket.requester.contact_points.get(value="bob@buyers.test").claim == "open"
    assert bob.contact_points.get(value="bob@buyers.test").claim == ""
    assert "perhaps they are one person" in ticket.entries.filter(kind="status").latest("pk").body


@pytest.mark.parametrize(("name", "what"), [("copy", "a copy of their data"), ("erase", "Erase the customer's data")])
def test_who_asks_for_their_data_is_promised_an_answer_within_a_month_and_a_manager_sees_to_it(ticket, ann, name, what):
    act(ann, ticket, name)
    promise = ticket.promises.get()
    assert what in promise.what
    assert timedelta(days=29) < promise.due_at - timezone.now() <= timedelta(days=30)
    escalation = Escalation.objects.get(ticket=ticket)
    assert (escalation.reason, escalation.due_at) == ("privacy", promise.due_at)


def test_all_cases_are_shown_once_the_address_is_confirmed(ticket):
    make.ticket(requester=ticket.requester, subject="Wrong seats")
    make.ticket(subject="Of somebody else")
    client = visitor()
    client.post("/help/cases/", {"email": " ANN@buyers.test"})
    answer_link_requests()
    assert "Wrong seats" not in client.get("/help/cases/").content.decode()
    assert client.post(link_in(newest_mail("ann@buyers.test"))).url == "/help/cases/"
    page = client.get("/help/cases/").content.decode()
    assert "Wrong seats" in page
    assert ticket.subject in page
    assert "Of somebody else" not in page


def test_whether_an_address_is_known_is_not_told(ticket):
    answers = [
        visitor().post("/help/cases/", {"email": email})
        for email in ("ann@buyers.test", "who@buyers.test", "no address")
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    answer_link_requests()
    assert set(OutboundMessage.objects.values_list("to_address", flat=True)) == {"ann@buyers.test"}
    assert not LinkRequest.objects.exists()


def test_an_address_that_is_only_claimed_shows_no_cases(ticket):
    bob = make.requester(email="bob@buyers.test")
    bob.contact_points.create(kind="email", value="ann@buyers.test", claim="open")
    make.ticket(requester=bob, subject="Of Bob")
    client = visitor()
    client.post("/help/cases/", {"email": "ann@buyers.test"})
    answer_link_requests()
    client.post(link_in(newest_mail("ann@buyers.test")))
    assert "Of Bob" not in client.get("/help/cases/").content.decode()


def test_somebody_elses_mailbox_is_not_filled(ticket):
    for _ in range(9):
        visitor().post("/help/cases/", {"email": "ann@buyers.test"})
        answer_link_requests()
    assert OutboundMessage.objects.count() == 4


def test_who_forgets_this_device_cannot_write_on_it(ticket, ann):
    assert ann.post("/help/cases/", {"act": "forget"}).status_code == 303
    assert "<textarea" not in shown(ticket, ann)


def test_of_a_merged_case_everybody_sees_their_own_part(ticket):
    bobs = make.ticket(
        requester=make.requester(email="bob@buyers.test", name="Bob"), body="Bob has no seat either.", channel="email"
    )
    link = link_to(ticket)
    merge_tickets(ticket, into=bobs, by=make.manager())
    sent(make.reply(bobs, body="Bob, you sit in row 7."))
    page = visitor().get(link).content.decode()
    assert "The code SUMMER is refused." in page
    assert "Bob" not in page
    assert "Bob has no seat either." in shown(bobs)
    assert "The code SUMMER" not in shown(bobs)


def test_who_writes_on_a_merged_case_writes_where_it_goes_on_in_their_own_name(ticket, ann):
    bobs = make.ticket(requester=make.requester(email="bob@buyers.test", name="Bob"))
    merge_tickets(ticket, into=bobs, by=make.manager())
    act(ann, ticket, "write", text="And me?")
    entry = Entry.objects.get(body="And me?")
    assert (entry.ticket, entry.requester) == (bobs, ticket.requester)
    assert "And me?" not in shown(bobs)


def test_an_agent_sends_the_link(ticket):
    assert send_follow_link(ticket, by=make.agent())
    assert visitor().get(link_in(newest_mail("ann@buyers.test"))).status_code == 200
    assert not send_follow_link(make.ticket(requester=make.requester(email="")), by=make.agent())


def test_pages_leave_no_trace_and_run_no_script(ticket, ann):
    for path in ("/help/", "/help/cases/", link_to(ticket), "/help/case/x/", "/help/nobody/"):
        answer = ann.get(path)
        policy = answer["Content-Security-Policy"]
        assert "script" not in policy
        assert "default-src 'none'" in policy
        assert b"<script" not in answer.content
        assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
def test_pages_speak_the_language_of_the_browser_or_the_chosen_one(language, ticket):
    chosen = visitor().get(f"/help/?language={language}")
    told = visitor().get("/help/", headers={"accept-language": language})
    for answer in (chosen, told):
        assert answer["Content-Language"] == language
        assert f'<html lang="{language}">'.encode() in answer.content
    assert f'href="/help/cases/?language={language}"'.encode() in chosen.content


def test_the_timeline_says_what_was_written_on_the_help_page(ticket, ann, client):
    act(ann, ticket, "write", text="Still no seat")
    client.force_login(make.agent())
    assert client.get(f"/tickets/{ticket.pk}/").content.decode().count("wrote on the help page") == 1


def test_the_menu_of_a_case_sends_the_link_and_says_why_it_cannot(ticket, client, settings):
    client.force_login(make.agent())
    assert "Send the customer their link" in client.get(f"/tickets/{ticket.pk}/").content.decode()
    answer = client.post(f"/tickets/{ticket.pk}/send-link/", follow=True)
    assert "on its way to ann@buyers.test" in answer.content.decode()
    assert visitor().get(link_in(newest_mail("ann@buyers.test"))).status_code == 200
    nobody = make.ticket(requester=make.requester(email="", name="Bob"))
    assert "No email address for Bob" in client.post(f"/tickets/{nobody.pk}/send-link/", follow=True).content.decode()
    settings.HELP_PAGES = False
    assert "Send the customer their link" not in client.get(f"/tickets/{ticket.pk}/").content.decode()
    assert "turned off" in client.post(f"/tickets/{ticket.pk}/send-link/", follow=True).content.decode()


@pytest.mark.parametrize("channel", ["desk", "phone", "cart"])
def test_what_an_agent_wrote_down_is_not_read_by_the_requester(channel):
    logged = make.ticket(channel=channel, body="Shouts at everybody. Code SUMMER.")
    page = shown(logged)
    assert "Shouts" not in page
    assert "You told us about your problem." in page


def test_the_page_of_another_site_presses_no_button(ticket):
    client = visitor()
    client.post(link_to(ticket), {"act": "confirm"})
    answer_link_requests()
    link = link_in(newest_mail("ann@buyers.test"))
    assert client.post(link, headers={"sec-fetch-site": "cross-site"}).status_code == 200
    assert not client.cookies
    assert client.post(link, headers={"sec-fetch-site": "same-origin"}).status_code == 303


def test_nobody_has_us_write_to_a_list_of_addresses(ticket, ann):
    answers = [act(ann, ticket, "address", email=f"{n}@evil.test").status_code for n in range(7)]
    assert answers == [303] * 5 + [429] * 2
    assert LinkRequest.objects.count() == 5
