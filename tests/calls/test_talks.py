"""What whoever answered writes down: notes that are never lost, what came of it, and a moment of quiet for it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from calls import tasks
from calls.models import Call, Leg, Talk
from escalation.board import offered_dispositions
from escalation.models import Disposition, RingGroupMember
from simulator.phone_network import accepts, is_busy, never_answers
from tests import make
from tests.calls.town import TEAM
from tests.permissions.objects import with_second_step
from tickets.models import Entry

OTHER_CALLER = "+15005550132"
HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def talked(town):
    """Agent 2 answered, talked and hung up a moment ago."""
    town.person(TEAM[1], accepts(after=3, talk=20))
    town.call()
    town.network.run()
    return Call.objects.get()


def rung_for(call: Call, *, round_: int = 1) -> set[str]:
    legs = call.legs.filter(round=round_).exclude(status=Leg.Status.BUSY)
    return set(legs.values_list("phone", flat=True))


def test_whoever_just_hung_up_is_not_rung_in_the_next_rounds_until_ready(town, talked, client):
    talk = Talk.objects.get()
    assert talk.user == talked.problem_call.winner.user
    assert talk.wrap_up_until - talk.ended_at == timedelta(seconds=30)
    town.person(TEAM[1], never_answers())
    town.call(from_=OTHER_CALLER)
    town.network.advance(16)
    second = Call.objects.get(from_number=OTHER_CALLER)
    assert rung_for(second) == set(TEAM) - {TEAM[1]}

    client.force_login(talk.user)
    assert client.post(reverse("calls:finish_talk", args=[talked.pk]), {"ready": "on"}).status_code == 302
    town.until(lambda: rung_for(second, round_=2) == set(TEAM), within=90)


def test_who_is_the_only_one_is_rung_all_the_same(town, talked):
    group = talked.problem_call.group
    group.members.exclude(phone=TEAM[1]).delete()
    town.call(from_=OTHER_CALLER)
    town.network.advance(12)
    assert rung_for(Call.objects.get(from_number=OTHER_CALLER)) == {TEAM[1]}


def test_who_talks_sees_no_bar_and_is_rung_only_when_nobody_else_is_left(town, client):
    town.person(TEAM[1], accepts(after=3, talk=300))
    town.call()
    town.network.advance(30)
    talker = Call.objects.get().taker.user
    town.call(from_=OTHER_CALLER)
    town.network.advance(12)
    second = Call.objects.get(from_number=OTHER_CALLER)
    busy = second.legs.get(user=talker)
    assert (busy.status, busy.sid, second.legs.exclude(pk=busy.pk).count()) == (Leg.Status.BUSY, None, 5)
    client.force_login(talker)
    assert "data-ringing" not in client.get(reverse("calls:ringing")).content.decode()

    RingGroupMember.objects.filter(tier=1).exclude(user=talker).delete()
    town.call(from_="+15005550133")
    town.until(lambda: "data-ringing" in client.get(reverse("calls:ringing")).content.decode())


def test_who_writes_is_rung_before_who_talks(town, talked):
    writer = talked.taker.user
    town.person(TEAM[2], accepts(after=3, talk=300))
    town.call(from_=OTHER_CALLER)
    town.network.advance(20)
    talker = Call.objects.get(from_number=OTHER_CALLER).taker.user
    RingGroupMember.objects.filter(tier=1).exclude(user__in=[writer, talker]).delete()
    town.call(from_="+15005550133")
    town.network.advance(12)
    assert rung_for(Call.objects.get(from_number="+15005550133")) == {TEAM[1]}


def test_who_only_seems_to_talk_is_rung_within_the_round_when_nobody_else_rings(town):
    town.person(TEAM[1], accepts(after=3, talk=20))
    town.call()
    town.network.advance(15)
    town.network.knobs.drop = 1.0  # the news that they hung up is lost
    town.network.advance(30)
    town.network.knobs.drop = 0.0
    for phone in set(TEAM) - {TEAM[1]}:
        town.person(phone, is_busy())
    line = town.call(from_=OTHER_CALLER)
    town.network.advance(30)
    second = Call.objects.get(from_number=OTHER_CALLER)
    assert list(second.legs.filter(phone=TEAM[1]).order_by("attempt").values_list("attempt", "status")) == [
        (1, Leg.Status.BUSY),
        (2, Leg.Status.ACCEPTED),
    ]
    assert town.network.truth.bridges_of(line.sid)


def test_a_talk_ends_although_all_news_of_its_end_were_lost(town):
    town.person(TEAM[1], accepts(after=3, talk=20))
    town.network.knobs.drop = 1.0
    town.call()
    town.run(then=400)
    assert Talk.objects.get().ended_at


def test_notes_and_what_came_of_it_are_one_note_of_the_case_whatever_is_sent_twice(town, talked, client):
    client.force_login(talked.problem_call.winner.user)
    notes = reverse("calls:save_notes", args=[talked.pk])
    assert "Saved" in client.post(notes, {"notes": "Card 4242 4242 4242 4242 fails"}, headers=HTMX).content.decode()
    assert "4242" not in Talk.objects.get().notes
    solved = offered_dispositions()[0]
    finish = reverse("calls:finish_talk", args=[talked.pk])
    filled = {"notes": "Gave her BRASS20.", "revision": 1, "disposition": solved.pk, "solves_case": "on"}
    for _twice in range(2):
        assert client.post(finish, filled).status_code == 302
    assert client.post(finish, {"notes": "Gave her", "revision": 1, "ready": "on"}).status_code == 302

    assert notes_of(talked) == ["Solved on the phone\n\nGave her BRASS20."]
    assert Talk.objects.get().disposition == solved
    talked.ticket.refresh_from_db()
    assert not talked.ticket.is_unfinished


def notes_of(call: Call) -> list[str]:
    found = Entry.objects.filter(ticket=call.ticket, kind=Entry.Kind.NOTE).order_by("pk")
    return list(found.values_list("body", flat=True))


def test_what_a_page_that_was_open_still_says_after_the_end_is_kept(town, talked, client):
    client.force_login(talked.problem_call.winner.user)
    finish = reverse("calls:finish_talk", args=[talked.pk])
    client.post(finish, {"ready": "on"}, headers=HTMX)
    solved, other = offered_dispositions()[:2]
    said = {"notes": "Seats moved.", "revision": 0}
    answer = client.post(finish, said | {"disposition": solved.pk}, headers=HTMX)
    assert (answer.status_code, Talk.objects.get().disposition) == (204, solved)
    answer = client.post(finish, {"notes": "Row B.", "revision": 0, "disposition": other.pk}, headers=HTMX)
    assert "recorded before: \\u201cSolved on the phone\\u201d" in answer.headers["HX-Trigger"]

    assert Talk.objects.get().disposition == solved
    assert notes_of(talked) == ["Solved on the phone\n\nSeats moved.", f"{other}\n\nRow B."]


def test_notes_that_go_on_after_the_end_are_asked_for_once_more_and_reach_the_case_by_themselves(town, talked, client):
    client.force_login(talked.problem_call.winner.user)
    notes = reverse("calls:save_notes", args=[talked.pk])
    client.post(notes, {"notes": "Row B", "revision": 0})
    client.post(reverse("calls:finish_talk", args=[talked.pk]), {"ready": "on"})
    bar = reverse("calls:ringing")
    assert "record the outcome" not in client.get(bar).content.decode()
    town.network.advance(1)
    saved = client.post(notes, {"notes": "Row B, two seats", "revision": 1}, headers=HTMX).content.decode()
    assert 'name="revision" value="2"' in saved
    assert "record the outcome" in client.get(bar).content.decode()

    town.network.advance(10 * 60)
    client.post(notes, {"notes": "Row B, two seats at the aisle", "revision": 2})
    town.network.advance(10 * 60)
    assert notes_of(talked) == ["Row B"], "somebody writes still"
    town.network.advance(6 * 60)
    assert notes_of(talked) == ["Row B", "Row B, two seats at the aisle"]
    assert not Talk.objects.unfinished().exists()


def test_notes_of_two_pages_stand_beside_each_other_and_are_all_on_the_case(town, talked, client):
    client.force_login(talked.problem_call.winner.user)
    notes = reverse("calls:save_notes", args=[talked.pk])
    client.post(notes, {"notes": "Refund promised", "revision": 0}, headers=HTMX)
    beside = client.post(notes, {"notes": "Gate 4", "revision": 0}, headers=HTMX).content.decode()
    assert "on another page" in beside
    assert "<blockquote" in beside
    late = client.post(notes, {"notes": "Gate", "revision": 0}, headers=HTMX).content.decode()
    assert (Talk.objects.get().notes, 'name="revision" value="2"' in late) == ("Gate 4", True)
    client.post(reverse("calls:finish_talk", args=[talked.pk]), {"notes": "", "revision": 0, "ready": "on"})
    assert notes_of(talked) == ["Gate 4\n\nRefund promised"]


def test_saving_without_a_choice_says_what_to_do(town, talked, client):
    client.force_login(talked.problem_call.winner.user)
    answer = client.post(reverse("calls:finish_talk", args=[talked.pk]), {"notes": "Row B"}, headers=HTMX)
    assert (answer.status_code, "Choose the outcome of the call" in answer.headers["HX-Trigger"]) == (422, True)
    assert Talk.objects.get().finished_at is None


def test_whoever_was_called_is_not_asked_whether_they_reached_somebody(town, talked, client):
    client.force_login(talked.problem_call.winner.user)
    page = client.get(talked.get_absolute_url()).content.decode()
    assert "Wrong number" in page
    assert "Not reached" not in page


def test_notes_that_nobody_finished_go_onto_the_case_by_themselves(town, talked, client):
    client.force_login(talked.problem_call.winner.user)
    client.post(reverse("calls:save_notes", args=[talked.pk]), {"notes": "Row B, two seats"})
    town.network.advance(16 * 60)
    assert Entry.objects.get(source_key=f"talk:{Talk.objects.get().pk}").body == "Row B, two seats"
    assert not Talk.objects.unfinished().exists()


def test_an_admin_words_the_outcomes_and_a_used_one_is_only_switched_off(client):
    leg = make.answered_leg(by=make.agent(), ticket=make.ticket())
    used = offered_dispositions()[0]
    Talk.objects.create(leg=leg, disposition=used, ended_at=timezone.now(), finished_at=timezone.now())
    client.force_login(with_second_step(make.admin()))
    url, rows = reverse("calls:dispositions"), {"rows-TOTAL_FORMS": 10, "rows-INITIAL_FORMS": 7}
    for n, one in enumerate(Disposition.objects.all()):
        rows |= {f"rows-{n}-name": one.name, f"rows-{n}-means": one.means, f"rows-{n}-DELETE": "on"}
    for n, (name, means) in enumerate([("Seats moved", "solved"), ("Voicemail", "no_answer")], start=7):
        rows |= {f"rows-{n}-name": name, f"rows-{n}-means": means, f"rows-{n}-is_active": "on"}
    rows |= {"rows-9-name": "", "rows-9-means": "reached", "rows-9-is_active": "on"}
    without = client.post(url, rows | {"rows-8-means": "reached"})
    assert (without.status_code, Disposition.objects.in_use().count()) == (422, 7), "nobody could say “not reached”"
    assert client.post(url, rows).headers["Location"] == url
    assert {one.name: one.means for one in Disposition.objects.in_use()} == {
        "Seats moved": "solved",
        "Voicemail": "no_answer",
    }
    assert set(Disposition.objects.values_list("name", flat=True)) == {"Seats moved", "Voicemail", used.name}


def test_missed_calls_are_listed_with_case_and_callback_until_they_are_cleared(town, client):
    town.person(TEAM[0], never_answers())
    town.call()
    town.run()
    missed = Call.objects.get()
    client.force_login(make.User.objects.get(ring_memberships__phone=TEAM[0]))
    page = client.get(reverse("calls:missed"))
    assert f"Case {missed.ticket_id}" in page.content.decode()
    assert "Callback due" in page.content.decode()
    assert next(place for place in page.context["nav"].places if place["label"] == "Calls")["count"] == 1

    assert client.post(reverse("calls:clear_missed", args=[missed.pk])).status_code == 302
    assert "No missed calls" in client.get(reverse("calls:missed")).content.decode()
    client.force_login(make.User.objects.get(ring_memberships__phone=TEAM[1]))
    assert client.get(reverse("calls:missed")).context["missed"]
    assert client.post(reverse("calls:clear_all_missed")).status_code == 302
    assert not client.get(reverse("calls:missed")).context["missed"]


def test_what_a_colleague_answered_is_listed_apart_and_not_counted(town, talked, client):
    client.force_login(make.User.objects.get(ring_memberships__phone=TEAM[0]))
    page = client.get(reverse("calls:missed"))
    assert (page.context["missed"], [row["call"] for row in page.context["others"]]) == ([], [talked])
    client.force_login(talked.problem_call.winner.user)
    assert client.get(reverse("calls:missed")).context["others"] == []
    tasks.sweep_talks()
    assert Leg.objects.filter(cleared_at=None).exists()
