"""Press 4, end to end: six phones, one winner, never a voicemail, never a dead end."""

from calls.models import Call, Leg, ProblemCall, Recording
from escalation.models import Callback, Escalation
from simulator.phone_network import (
    Caller,
    accepts,
    hang_up,
    hears,
    is_busy,
    press,
    presses_late,
    presses_wrong_key,
    voicemail,
    wait,
)
from tests import make
from tests.calls.town import CALLER, MANAGERS, TEAM
from tickets.models import Entry, Ticket


def test_the_first_to_press_1_talks_with_the_caller_and_the_recording_comes_home(town):
    town.person(TEAM[1], accepts(after=3, talk=30))
    town.call()
    town.run()

    (bridge,) = town.network.truth.bridges
    assert (bridge.a_number, bridge.b_number) == (CALLER, TEAM[1])
    call = Call.objects.get()
    assert (call.status, call.menu_choice, call.from_number) == (Call.Status.COMPLETED, "4", CALLER)
    assert call.problem_call.status == ProblemCall.Status.ENDED
    assert call.problem_call.winner.phone == TEAM[1]
    assert call.problem_call.never_joined_at is None
    others = set(call.legs.exclude(phone=TEAM[1]).values_list("status", flat=True))
    assert others == {Leg.Status.CANCELED}
    assert call.legs.count() == 6

    ticket = Ticket.objects.get()
    assert ticket.channel == Ticket.Channel.PHONE
    assert ticket.requester.phone == CALLER
    assert ticket.assignee == call.problem_call.winner.user
    assert ticket.calls_count == 1
    assert ticket.waiting_since is None
    assert not Callback.objects.exists()

    recording = Recording.objects.get()
    assert (recording.status, recording.channels) == (Recording.Status.STORED, 2)
    assert recording.deleted_there_at
    assert abs(recording.duration.total_seconds() - bridge.seconds) < 30
    assert ticket.entries.filter(kind=Entry.Kind.CALL, panel="calls:recording_panel", panel_id=recording.pk).exists()
    assert town.network.recorder.by_sid == {}
    assert not town.network.truth.troubles


def test_a_voicemail_is_never_connected_and_the_managers_ring_last(town):
    for phone in TEAM:
        town.person(phone, voicemail(after=5))
    town.person(MANAGERS[0], accepts(after=4))
    town.call()
    town.run()

    (bridge,) = town.network.truth.bridges
    assert bridge.b_number == MANAGERS[0]
    rounds = Call.objects.get().legs.values_list("round", flat=True)
    assert sorted(set(rounds)) == [1, 2, 3]


def test_nobody_answers_so_the_caller_hears_an_apology_and_a_callback_is_owed(town):
    for phone in TEAM[:3]:
        town.person(phone, voicemail(after=5))
    town.person(TEAM[3], is_busy())
    town.person(TEAM[4], presses_wrong_key())
    town.call()
    town.run()

    assert town.network.truth.bridges == []
    assert "We are very sorry that nobody could take your call. A manager will call you back" in town.heard()
    callback = Callback.objects.get()
    assert (callback.status, callback.phone) == (Callback.Status.OWED, CALLER)
    assert Escalation.objects.get().reason == Escalation.Reason.CALL_UNANSWERED
    problem_call = ProblemCall.objects.get()
    assert problem_call.status == ProblemCall.Status.EXHAUSTED
    assert problem_call.settled_at
    assert 74 < (problem_call.left_at - problem_call.created_at).total_seconds() < 110
    assert Leg.objects.unfinished().count() == 0


def test_whoever_hangs_up_while_waiting_is_owed_a_callback(town):
    town.call(script=Caller(hears("press 4"), press("4"), wait(14), hang_up()))
    town.run()

    assert ProblemCall.objects.get().status == ProblemCall.Status.ABANDONED
    assert Callback.objects.get().phone == CALLER
    assert "hung up before anyone answered" in Escalation.objects.get().detail
    assert Leg.objects.unfinished().count() == 0


def test_whoever_hangs_up_before_the_queue_is_owed_a_callback_too(town):
    town.call(script=Caller(hears("press 4"), press("4"), wait(1), hang_up()))
    town.run()

    assert ProblemCall.objects.get().status == ProblemCall.Status.ABANDONED
    assert Callback.objects.count() == 1


def test_a_late_presser_hears_that_the_call_is_taken(town):
    town.person(TEAM[0], presses_late(after=2, late=9))
    town.person(TEAM[1], accepts(after=3, think=3, talk=40))
    town.call()
    town.run()

    assert [bridge.b_number for bridge in town.network.truth.bridges] == [TEAM[1]]
    assert "Someone else has taken this call already" in town.heard(TEAM[0])


def test_silence_twice_leads_to_a_person_and_so_does_a_wrong_key_twice(town):
    town.person(TEAM[0], accepts(after=3, talk=20))
    town.call(script=Caller())
    town.run()
    town.call(script=Caller(hears("press 4"), press("9"), hears("press 4"), press("8")))
    town.run()

    assert len(town.network.truth.bridges) == 2
    assert Ticket.objects.count() == 1


def test_the_same_caller_continues_the_unfinished_case(town):
    town.call()
    town.run()
    town.call()
    town.run()

    ticket = Ticket.objects.get()
    assert ticket.calls_count == 2
    assert Call.objects.filter(ticket=ticket).count() == 2
    assert Callback.objects.count() == 1


def test_a_call_from_a_call_takers_phone_is_a_transfer(town):
    town.person(TEAM[2], accepts(after=3, talk=20))
    town.call(make.PROBLEM_LINE, Caller(), from_=TEAM[0])
    town.run()

    call = Call.objects.get()
    assert call.is_transfer
    assert not call.legs.filter(phone=TEAM[0]).exists()
    assert "Transferred problem call" in town.heard(TEAM[2])
    assert call.ticket.requester.phone == ""


def test_a_hidden_number_is_told_what_to_do(town):
    town.call(make.PROBLEM_LINE, Caller(), from_="anonymous")
    town.run()

    assert "We cannot see your number" in town.heard("anonymous")
    assert Callback.objects.get().phone == ""


def test_a_menu_choice_is_answered_and_the_menu_comes_again(town):
    main = make.Line.objects.get(kind="main")
    main.menu_options.create(digit="1", invitation="For tickets press 1.", answer="Tickets are sold on our site.")
    town.call(script=Caller(hears("for tickets press 1"), press("1"), hears("on our site"), hang_up()))
    town.run()

    call = Call.objects.get()
    assert (call.menu_choice, call.ticket) == ("1", None)
    assert "If you have any problem ordering, press 4. For tickets press 1." in town.heard()


def test_with_the_worker_away_the_sweeps_ring_the_phones(town):
    town.worker_is_up = False
    town.person(TEAM[0], accepts(after=3, talk=20))
    town.call()
    town.run()

    assert len(town.network.truth.bridges) == 1


def test_with_no_line_set_up_the_first_ring_group_still_rings(town):
    make.Line.objects.all().delete()
    town.person(TEAM[0], accepts(after=3, talk=20))
    town.call("+15005550199", Caller())
    town.run()

    assert len(town.network.truth.bridges) == 1
