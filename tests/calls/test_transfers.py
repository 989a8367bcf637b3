"""A warm transfer: hold, briefing, talk of three, and every way back. The caller never hears the briefing."""

from dataclasses import replace

import pytest
from django.db import connection
from django.template.loader import get_template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from calls.models import Call, Leg, Recording, Transfer
from escalation.duty import switch_duty
from escalation.models import Callback, Duty
from simulator.phone_network import accepts, never_answers
from tests import make
from tests.calls.desk_at_work import ANA, BO, TALKS, CallbackTalk, Talk, client_of
from tests.calls.town import CALLER, MANAGERS, TEAM
from tickets.models import Entry
from tickets.rules import start_absence

Status = Transfer.Status


@pytest.fixture
def talk(town):
    return Talk(town)


@pytest.mark.parametrize("status", Status)
def test_each_status_has_a_sentence(status):
    assert get_template(f"calls/transfers/standing/{status}.html")


def test_the_colleague_is_told_first_then_all_three_talk_then_the_colleague_alone(talk):
    talk.town.person(BO, TALKS)
    assert talk.hand_over(note="card declined twice, wants a manager").status_code == 302
    talk.wait(1)
    assert not talk.hears(CALLER, ANA)
    talk.wait(20)
    assert "Agent 1 hands over a caller without a name: card declined twice, wants a manager" in talk.heard(BO)
    assert talk.status == Status.BRIEFING
    assert talk.hears(ANA, BO)

    talk.say(ANA, "between us: he shouts")
    talk.wait(3)
    assert "he shouts" in talk.heard(BO)
    assert "he shouts" not in talk.heard(CALLER)

    talk.click("bring-in")
    talk.wait(2)
    assert talk.status == Status.JOINED
    assert talk.hears(CALLER, ANA)
    assert talk.hears(CALLER, BO)
    assert talk.hears(ANA, BO)

    talk.hang_up(ANA)
    talk.wait(5)
    assert talk.status == Status.DONE
    assert talk.hears(CALLER, BO)
    talk.hang_up(BO)
    talk.town.run()

    call = Call.objects.get()
    assert (call.status, call.taker.phone) == (Call.Status.COMPLETED, BO)
    assert call.ticket.assignee == call.taker.user
    assert not Callback.objects.exists()
    assert Recording.objects.get().status == Recording.Status.STORED
    said = " ".join(call.ticket.entries.filter(kind=Entry.Kind.CALL).values_list("body", flat=True))
    for step in (
        "Put the caller on hold.",
        "Transfer to: The managers. They hear: “card declined twice, wants a manager”",
        "Took the call. Agent 1 briefs them first.",
        "Added the caller to the talk with Manager 1.",
        "Transferred the caller to Manager 1.",
    ):
        assert step in said
    assert not talk.network.truth.troubles


def test_on_hold_nothing_of_the_briefing_reaches_the_caller_nor_their_recording(talk):
    talk.hand_over()
    talk.colleague_takes()
    begins = talk.network.clock.now()
    talk.wait(30)
    assert "briefing a colleague" in talk.heard(CALLER)
    assert all(bridge.ended for bridge in talk.network.truth.bridges_of(talk.line.sid))
    (recording,) = talk.line.recordings
    heard = {sound.kind for sound in recording.sounds if sound.end > begins - recording.started_at}
    assert heard == {"machine"}


def test_a_page_names_who_answered_this_ring_not_who_answered_the_caller_first(talk):
    shown = ["bar", f"{talk.call.pk}:ringing"]
    other = client_of(make.User.objects.get(ring_memberships__phone=MANAGERS[1]))
    talk.town.person(BO, replace(TALKS, answer_after=10))
    talk.hand_over()
    talk.wait(4)
    assert "data-ringing" in other.get(reverse("calls:ringing")).content.decode()
    talk.wait(20)
    said = other.get(reverse("calls:ringing"), {"shown": shown}).content.decode()
    assert "Manager 1 answered" in said
    assert "Agent 1 answered" not in said
    bo = client_of(talk.transfer.accepted_by.user)
    assert "answered" not in bo.get(reverse("calls:ringing"), {"shown": shown}).content.decode()

    talk.click("take-back")
    talk.wait(8)
    talk.town.person(BO, never_answers())
    talk.hand_over()
    talk.wait(4)
    talk.click("take-back")
    said = other.get(reverse("calls:ringing"), {"shown": shown}).content.decode()
    assert "Agent 1 goes on with" in said


def test_hand_over_and_leave(talk):
    talk.hand_over()
    talk.colleague_takes()
    talk.click("hand-over")
    talk.wait(4)
    assert talk.status == Status.DONE
    assert talk.hears(CALLER, BO)
    assert not talk.is_up(ANA)
    assert "Handed over to Manager 1" in talk.heard(ANA)


def test_nobody_takes_it_so_the_call_taker_is_told_and_has_the_caller_again(talk):
    talk.hand_over()
    talk.wait(60)
    assert talk.status == Status.RETURNED
    assert talk.hears(CALLER, ANA)
    assert "Back to the caller" in talk.heard(ANA)
    talk.hang_up(ANA)
    talk.town.run()
    assert Call.objects.get().status == Call.Status.COMPLETED
    assert not Callback.objects.exists()


def test_the_star_puts_the_caller_on_hold_and_keys_do_the_rest(talk):
    talk.press(ANA, "*")
    talk.wait(5)
    assert talk.status == Status.HELD
    assert "To go back to the caller, press 1" in talk.heard(ANA)
    assert "Please stay on the line" in talk.heard(CALLER)
    talk.press(ANA, "1")
    talk.wait(8)
    assert talk.hears(CALLER, ANA)

    talk.press(ANA, "*")
    talk.wait(5)
    talk.press(ANA, "3")
    talk.colleague_takes()
    assert talk.hears(ANA, BO)
    talk.press(ANA, "*")
    talk.wait(4)
    talk.press(ANA, "2")
    talk.wait(5)
    assert talk.hears(CALLER, BO)
    assert talk.hears(CALLER, ANA)
    talk.press(ANA, "*")
    talk.wait(6)
    assert talk.status == Status.DONE
    assert talk.hears(CALLER, BO)

    # The colleague may hand over in turn.
    talk.press(BO, "*")
    talk.wait(6)
    assert (talk.status, talk.transfer.from_leg.phone) == (Status.HELD, BO)
    talk.press(BO, "1")
    talk.wait(8)
    assert talk.hears(CALLER, BO)


def test_taken_back_in_the_briefing_the_colleague_is_told(talk):
    talk.hand_over()
    talk.colleague_takes()
    talk.click("take-back")
    talk.wait(5)
    assert talk.hears(CALLER, ANA)
    assert "Agent 1 goes on with the caller" in talk.heard(BO)
    assert not talk.is_up(BO)


def test_a_colleague_who_hangs_up_in_the_briefing_gives_the_caller_back(talk):
    talk.hand_over()
    talk.colleague_takes()
    talk.hang_up(BO)
    talk.wait(5)
    assert talk.status == Status.RETURNED
    assert talk.hears(CALLER, ANA)


def test_who_leaves_before_anyone_took_it_leaves_the_caller_to_everyone(talk):
    talk.town.person(TEAM[3], accepts(after=4, talk=30))
    talk.hand_over()
    talk.wait(3)
    talk.hang_up(ANA)
    talk.wait(28)
    assert talk.status == Status.RELEASED
    assert talk.hears(CALLER, TEAM[3])
    talk.town.run()
    call = Call.objects.get()
    assert call.taker.phone == TEAM[3]
    assert not Callback.objects.exists()


def test_who_left_the_caller_on_hold_and_then_nobody_answers_owes_a_callback(talk):
    talk.town.person(ANA, never_answers())
    talk.hold()
    talk.wait(3)
    talk.hang_up(ANA)
    talk.town.run()
    assert Callback.objects.get().phone == CALLER
    assert "A manager will call you back" in talk.heard(CALLER)
    assert not Leg.objects.unfinished().exists()


def test_a_caller_who_hangs_up_on_hold_is_owed_a_callback_and_everybody_hears_of_it(talk):
    talk.hand_over()
    talk.colleague_takes()
    talk.hang_up(CALLER)
    talk.wait(5)
    assert talk.status == Status.CALLER_LEFT
    assert "The caller has hung up" in talk.heard(ANA)
    assert "The caller has hung up" in talk.heard(BO)
    talk.town.run()
    assert Callback.objects.count() == 1


def test_a_caller_who_hangs_up_in_the_talk_of_three_is_owed_nothing(talk):
    talk.hand_over()
    talk.colleague_takes()
    talk.click("bring-in")
    talk.wait(5)
    talk.hang_up(CALLER)
    talk.town.run()
    assert not talk.is_up(ANA)
    assert not talk.is_up(BO)
    assert not Callback.objects.exists()


def test_everyone_and_one_person(talk):
    talk.hand_over(target="everyone")
    talk.wait(1)
    rung = set(talk.transfer.legs.values_list("phone", flat=True))
    assert rung == set(TEAM) - {ANA}
    talk.click("take-back")
    talk.wait(10)
    person = Leg.objects.filter(phone=TEAM[4]).first().user
    talk.town.person(TEAM[4], TALKS)
    talk.hand_over(target="person", person=person.pk)
    talk.wait(1)
    assert list(talk.transfer.legs.values_list("user", flat=True)) == [person.pk]
    talk.wait(20)
    assert talk.hears(ANA, TEAM[4])


def test_with_rest_away_the_two_talk_on_and_the_screen_says_so(talk):
    talk.network.knobs.rest_error = 1.0
    talk.hand_over()
    talk.wait(60)
    assert talk.status == Status.FAILED
    assert talk.hears(CALLER, ANA)


def test_with_the_worker_away_keys_and_waiting_music_do_it_alone(talk):
    talk.press(ANA, "*")
    talk.wait(5)
    talk.town.worker_is_up = False
    talk.press(ANA, "3")
    talk.town.person(BO, TALKS)
    talk.wait(40)
    assert talk.hears(ANA, BO)
    talk.click("bring-in")
    talk.wait(20)
    assert talk.hears(CALLER, BO)


def test_only_who_has_the_caller_may(talk):
    other = Leg.objects.filter(phone=TEAM[4]).first().user
    assert talk.post_as(other, "hold", talk.call.pk).status_code == 409
    talk.hand_over()
    assert talk.hand_over().status_code == 409
    assert talk.post_as(other, "take_back", talk.transfer.pk).status_code == 409
    assert Transfer.objects.count() == 1


def test_a_buyer_whom_a_manager_called_back_is_handed_over_like_any_caller(town):
    talk = CallbackTalk(town)
    assert talk.line.direction == "outbound-dial"
    talk.hand_over(note="wants her money back")
    talk.colleague_takes()
    assert not talk.hears(CALLER, ANA)
    assert "hands over Ann Lee: wants her money back" in talk.heard(BO)
    assert talk.hears(ANA, BO)
    talk.say(ANA, "between us: she shouts")
    talk.wait(3)
    assert "she shouts" not in talk.heard(CALLER)
    talk.click("bring-in")
    talk.wait(5)
    assert talk.hears(CALLER, ANA)
    assert talk.hears(CALLER, BO)
    talk.hang_up(ANA)
    talk.wait(5)
    assert (talk.status, talk.is_up(CALLER)) == (Status.DONE, True)
    assert talk.hears(CALLER, BO)
    talk.hang_up(BO)
    town.run()

    call = Call.objects.get()
    assert (call.status, call.taker.phone) == (Call.Status.COMPLETED, BO)
    assert Callback.objects.get().status == Callback.Status.ATTEMPTING
    recording = Recording.objects.get()
    assert recording.status == Recording.Status.STORED
    assert recording.duration.total_seconds() > 40
    assert len(talk.line.recordings) == 1
    assert not town.network.truth.troubles


def test_a_buyer_left_on_hold_whom_nobody_takes_is_owed_the_call_again(town):
    talk = CallbackTalk(town)
    talk.hold()
    talk.wait(3)
    talk.hang_up(ANA)
    town.run()
    assert Leg.objects.filter(phone=TEAM[1]).exists()
    assert Callback.objects.get().status == Callback.Status.OWED
    assert "A manager will call you back" in talk.heard(CALLER)


@pytest.mark.django_db
def test_while_the_colleague_is_rung_it_is_plain_who_hears_the_note(client):
    made = make.transfer(status="ringing", note="Two seats apart", rung_at=timezone.now())
    client.force_login(made.from_leg.user)
    panel = reverse("calls:transfer_panel", args=[made.call_id])
    assert "The colleague will hear: “Two seats apart”" in client.get(panel).content.decode()
    ben = make.agent(name="Ben Adeyemi")
    made.person = ben
    made.target = "person"
    made.save()
    page = client.get(panel).content.decode()
    assert "Ben Adeyemi will hear: “Two seats apart”" in page
    assert "They hear" not in page
    at = timezone.now()
    made.accepted_by = Leg.objects.create(
        call=made.call, user=ben, phone="+15005550112", status="accepted", created_at=at
    )
    made.status, made.accepted_at = "briefing", at
    made.save()
    assert "Ben Adeyemi was told: “Two seats apart”" in client.get(panel).content.decode()


@pytest.mark.django_db
def test_the_list_of_a_transfer_says_who_is_free_and_has_them_first(client):
    made = make.transfer(status="held", held_at=timezone.now())
    client.force_login(made.from_leg.user)
    free, away, off = (make.agent(name=name, mobile=f"+1500555020{n}") for n, name in enumerate(["Zoe", "Ben", "Cleo"]))
    start_absence(away, until=None, at=timezone.now())
    switch_duty(off, to="off")
    page = client.get(reverse("calls:transfer_panel", args=[made.call_id])).content.decode()
    assert "on hold" in page
    places = [page.index(words) for words in (f"{free} · Available", f"{away} · Away", f"{off} · Phone off")]
    assert places == sorted(places)


def chosen(page) -> tuple[str | None, int | None]:
    form = page.context["form"]
    return form["target"].initial, form["person"].initial


@pytest.mark.django_db
def test_nobody_who_cannot_answer_is_chosen_for_a_transfer_but_the_first_who_is_free(client):
    group = make.ring_group(agents=0, managers=0)
    made = make.transfer(call=make.call(line=make.line(ring_group=group)))
    client.force_login(made.from_leg.user)
    url = reverse("calls:transfer_panel", args=[made.call_id])
    agent, manager = make.agent(mobile="+15005550201"), make.manager(mobile="+15005550202")
    for person, tier in ((agent, 1), (manager, 2)):
        group.members.create(user=person, device="mobile", phone=person.mobile, tier=tier)
    assert chosen(client.get(url)) == ("managers", None)

    switch_duty(manager, to="off")
    page = client.get(url)
    assert chosen(page) == ("person", agent.pk)
    assert "The managers (nobody is free)" in page.content.decode()
    assert "Everyone (nobody is free)" not in page.content.decode()

    start_absence(agent, until=None, at=timezone.now())
    page = client.get(url)
    assert chosen(page) == (None, None)
    assert "One person (nobody is free)" in page.content.decode()
    assert client.post(reverse("calls:transfer", args=[made.call_id]), {"note": "x"}).status_code == 422


@pytest.mark.django_db
def test_the_list_of_a_transfer_costs_the_same_for_many_colleagues(client, django_assert_num_queries):
    made = make.transfer(call=make.call(line=make.line()))
    client.force_login(made.from_leg.user)
    url = reverse("calls:transfer_panel", args=[made.call_id])

    def colleagues(count: int) -> None:
        for n in range(count):
            person = make.agent(mobile=f"+150055503{count}{n}")
            Duty.objects.create(user=person, calendar=make.own_hours((0, "09:00", "17:00")))
            start_absence(person, until=None, at=timezone.now())

    colleagues(1)
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    few = len(queries)
    colleagues(8)
    with django_assert_num_queries(few):
        client.get(url)
