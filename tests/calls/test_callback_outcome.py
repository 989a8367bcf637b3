"""The outcome of a callback is asked once: where it is said, the call and what is owed are settled together."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from calls.models import Call, Talk
from calls.talks import save_notes
from escalation.board import claim_escalation, owe_callback
from escalation.models import Callback, Disposition
from simulator.phone_network import Member, accepts, never_answers, wait
from tests import make
from tests.calls.town import CALLER
from tests.permissions.objects import with_second_step
from tickets.cases import give_promise

MOBILE = "+15005550125"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def manager(town, client):
    manager = make.manager(name="Maria", mobile=MOBILE)
    client.force_login(with_second_step(manager))
    return manager


@pytest.fixture
def callback(town):
    ticket = make.ticket(requester=make.requester(name="Ann Lee", phone=CALLER), subject="Card declined")
    make.escalation(ticket, reason="no_reply")
    make.escalation(ticket, reason="promise_broken")
    return owe_callback(ticket, escalation=make.escalation(ticket, reason="call_unanswered"), at=timezone.now())


@pytest.fixture
def called(town, manager, callback, client):
    """Maria has called back, talked, and hung up."""
    town.person(MOBILE, accepts(after=3, talk=40))
    town.person(CALLER, Member(wait(60), answer_after=5))
    town.committed(client.post, reverse("calls:start_callback", args=[callback.pk]))
    town.run()
    return Call.objects.get()


def choices(page: str) -> list[str]:
    return re.findall(r'name="disposition" value="(\w+)"', page)


def meaning(outcome: str) -> dict:
    return {"disposition": make.outcome(outcome) if outcome in Callback.Outcome.values else outcome}


def finish(client, call, outcome="", **data):
    return client.post(reverse("calls:finish_talk", args=[call.pk]), meaning(outcome) | data, headers=HTMX)


def record(client, callback, outcome, **data):
    return client.post(reverse("escalation:outcome", args=[callback.pk]), meaning(outcome) | data)


def wrapping_up(client) -> str:
    return client.get(reverse("calls:ringing"), headers=HTMX).content.decode()


def test_the_board_and_whoever_hung_up_are_asked_the_same(called, callback, client):
    after_call = client.get(called.get_absolute_url()).content.decode()
    on_board = client.get(reverse("escalation:outcome", args=[callback.pk])).content.decode()
    assert choices(after_call) == choices(on_board) == [str(one.pk) for one in Disposition.objects.in_use()]
    assert 'name="outcome"' not in after_call + on_board
    assert 'name="solves_case"' in after_call
    assert 'name="solves_case"' in on_board


def test_said_after_the_call_nothing_is_asked_on_the_board(called, callback, client):
    assert finish(client, called, outcome="solved", notes="New seats.").status_code == 204

    callback.refresh_from_db()
    assert (callback.status, callback.outcome, callback.outcome_note) == ("done", "solved", "New seats.")
    assert callback.promise.was_kept
    assert (Talk.objects.get().outcome, Talk.objects.get().said) == ("solved", "Solved on the phone")
    board = client.get(reverse("escalation:board")).context["board"]
    assert (board["needs_manager"], board["owed"], board["under_way"]) == ([], [], [])
    assert record(client, callback, outcome="solved").status_code == 409
    said = [entry.body for entry in callback.ticket.entries.all() if "New seats." in entry.body]
    assert said == ["Solved on the phone. New seats."]
    finish(client, called, outcome="solved", notes="New seats.")
    assert callback.ticket.entries.filter(body__contains="New seats.").count() == 1

    answer = finish(client, called, outcome="no_answer", notes="Again.")
    callback.refresh_from_db()
    assert callback.outcome == "solved"
    assert "recorded before" in answer.headers["HX-Trigger"]
    assert (
        callback.ticket.entries.filter(kind="note").get().body
        == f"{Disposition.objects.get(pk=make.outcome('no_answer'))}\n\nAgain."
    )


def test_said_on_the_board_nothing_is_asked_about_the_call(called, callback, client):
    assert "record the outcome" in wrapping_up(client)
    record(client, callback, outcome="reached", note="Sends a photo.")
    assert "record the outcome" not in wrapping_up(client)
    assert Talk.objects.get().outcome == "reached"
    assert "Refund promised" in client.get(called.get_absolute_url()).content.decode()


def test_the_form_of_the_board_begins_with_the_notes_of_the_call(called, callback, client):
    save_notes(called.legs.get(), notes="Row B, two seats", revision=0, at=timezone.now())
    assert "Row B, two seats" in client.get(reverse("escalation:outcome", args=[callback.pk])).content.decode()
    record(client, callback, outcome="solved", note="Moved.")
    bodies = "\n".join(callback.ticket.entries.values_list("body", flat=True))
    assert "Row B, two seats" in bodies
    assert "Moved." in bodies


def test_a_solved_problem_settles_every_reason_and_the_case_does_not_come_back(called, callback, client):
    claim_escalation(callback.ticket.escalations.get(reason="no_reply"), by=make.manager())
    finish(client, called, outcome="solved", notes="")
    callback.ticket.refresh_from_db()
    assert set(callback.ticket.escalations.values_list("status", flat=True)) == {"done"}
    assert callback.ticket.escalated_at is None


@pytest.mark.parametrize("door", ["call", "board"])
def test_it_may_solve_the_case_too(called, callback, client, door):
    if door == "call":
        finish(client, called, outcome="solved", solves_case="on")
    else:
        record(client, callback, outcome="solved", solves_case="on")
    callback.ticket.refresh_from_db()
    assert callback.ticket.status == "solved"


@pytest.mark.parametrize(
    ("outcome", "standing"), [("reached", "done"), ("no_answer", "owed"), ("wrong_number", "owed")]
)
def test_words_of_the_desk_mean_for_a_callback_what_an_admin_said(called, callback, client, outcome, standing):
    own = Disposition.objects.create(name="In our own words", means=outcome, position=99)
    finish(client, called, disposition=own.pk, notes="See above.", solves_case="on")
    callback.refresh_from_db()
    assert (callback.status, callback.outcome) == (standing, outcome)
    assert callback.ticket.entries.filter(body="In our own words. See above.").exists()
    callback.ticket.refresh_from_db()
    assert callback.ticket.is_unfinished, "its outcome does not mean that it is solved"


def test_the_board_begins_with_the_likely_outcome(called, callback, client):
    page = client.get(reverse("escalation:outcome", args=[callback.pk]), {"outcome": "no_answer"}).content.decode()
    (checked,) = re.findall(r'value="(\d+)"\s+required checked', page)
    assert Disposition.objects.get(pk=checked).means == "no_answer"


def test_a_case_that_may_not_be_solved_keeps_the_outcome_and_the_reason_is_said(called, callback, client):
    give_promise(callback.ticket, what="Refund $20", due_at=timezone.now(), at=timezone.now(), by=None)
    answer = finish(client, called, outcome="solved", solves_case="on")
    assert "Refund $20" in answer.headers["HX-Trigger"]
    callback.refresh_from_db()
    callback.ticket.refresh_from_db()
    assert (callback.status, callback.ticket.status) == ("done", "open")


@pytest.mark.parametrize("data", [{}, {"outcome": "perhaps"}, {"outcome": "reached", "notes": ""}])
def test_a_bad_outcome_is_explained_and_changes_nothing(called, callback, client, data):
    assert "toast" in finish(client, called, **data).headers["HX-Trigger"]
    callback.refresh_from_db()
    assert callback.status == "attempting"
    assert Talk.objects.get().finished_at is None


def test_whoever_is_only_ready_says_it_later(called, callback, client):
    finish(client, called, notes="Row B", ready="on")
    callback.refresh_from_db()
    assert callback.status == "attempting"
    record(client, callback, outcome="solved")
    assert "Solved on the phone" in client.get(called.get_absolute_url()).content.decode()


def test_the_form_that_was_open_when_they_were_ready_elsewhere_settles_it_still(called, callback, client):
    finish(client, called, notes="Row B", revision=0, ready="on")
    finish(client, called, outcome="solved", notes="Row B, moved.", revision=1)
    callback.refresh_from_db()
    assert (callback.status, callback.outcome_note) == ("done", "Row B, moved.")
    assert Talk.objects.get().said == "Solved on the phone"


def test_of_a_call_that_reached_nobody_nothing_is_asked(town, manager, callback, client):
    town.person(MOBILE, accepts(after=3, talk=40))
    town.person(CALLER, never_answers())
    town.committed(client.post, reverse("calls:start_callback", args=[callback.pk]))
    town.run()
    assert "record the outcome" not in wrapping_up(client)
    assert "not reached" in client.get(Call.objects.get().get_absolute_url()).content.decode()


def test_not_reached_after_a_voicemail_is_owed_again_and_asked_once(called, callback, client):
    finish(client, called, outcome="no_answer", notes="Voicemail.")
    callback.refresh_from_db()
    assert (callback.status, callback.outcome, callback.attempts) == ("owed", "no_answer", 1)
    assert "record the outcome" not in wrapping_up(client)


def panels(client, callback) -> list[str]:
    """What the board and the case say of it, with the part that each of them loads."""
    paths = reverse("escalation:board"), reverse("escalation:ticket_panel", args=[callback.ticket_id])
    live = client.get(reverse("calls:callback_panel", args=[callback.pk])).content.decode()
    pages = [client.get(path, headers=HTMX).content.decode() for path in paths]
    return [re.sub(r'<div hx-get="/callbacks/\d+/panel/".*?</div>', live, page, flags=re.DOTALL) for page in pages]


def test_a_call_that_is_over_is_not_called_being_called(called, callback, client):
    for page in panels(client, callback):
        assert "Being called" not in page
        assert "is calling" not in page
        assert "Waiting for the outcome" in page
        assert "The call is over. Its outcome is missing." in page


def test_the_outcome_is_asked_at_one_place(called, callback, client):
    assert [page.count("/outcome/") for page in panels(client, callback)] == [0, 0], "the bar asks for it"
    finish(client, called, ready="on")
    assert [page.count("/outcome/") for page in panels(client, callback)] == [1, 1]
    record(client, callback, outcome="reached", note="Sends a photo.")
    callback.refresh_from_db()
    assert callback.status == "done"


def test_another_manager_may_record_the_outcome_meanwhile(called, callback, client):
    client.force_login(with_second_step(make.manager()))
    assert [page.count("/outcome/") for page in panels(client, callback)] == [1, 1]
