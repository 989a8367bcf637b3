"""Blocked numbers: a short refusal with a way out, never for somebody whom we know, and nothing but the log."""

from datetime import timedelta

import pghistory.models
import pytest
from django.urls import reverse
from django.utils import timezone

from calls.log.spam import attestation_of, signs_of_spam
from calls.models import BlockedNumber, Call, Leg
from escalation.models import Callback
from simulator.phone_network import Caller, accepts
from tests import make
from tests.calls.town import CALLER, TEAM
from tests.permissions.objects import with_second_step
from tickets.models import Ticket

REFUSAL = "We do not take calls from this number"
LIST = "calls:blocked_numbers"


@pytest.fixture
def manager(client):
    manager = with_second_step(make.manager(name="Maria"))
    client.force_login(manager)
    return manager


@pytest.mark.parametrize("line", [make.MAIN_LINE, make.PROBLEM_LINE, make.RECOVERY_LINE])
def test_a_blocked_caller_hears_a_refusal_and_a_way_out_and_nobody_is_rung(town, line):
    make.blocked_number(number=CALLER)
    town.call(line, Caller())
    town.run()

    assert REFUSAL in town.heard()
    assert "please write to us instead" in town.heard()
    call = Call.objects.get()
    assert (call.is_blocked, call.status, call.ticket) == (True, Call.Status.COMPLETED, None)
    assert not Leg.objects.exists()
    assert not Ticket.objects.exists()
    assert not Callback.objects.exists()


@pytest.mark.parametrize(
    ("block", "is_refused"),
    [
        ({"number": "+1500555", "is_prefix": True}, True),
        ({"number": "+1500555"}, False),
        ({"number": "+15005551", "is_prefix": True}, False),
        ({"number": CALLER, "until": timezone.now() - timedelta(days=9999)}, False),
        ({"number": CALLER, "until": timezone.now() + timedelta(days=9999)}, True),
    ],
)
def test_a_beginning_counts_only_as_one_and_a_block_ends(town, block, is_refused):
    make.blocked_number(**block)
    town.call(make.PROBLEM_LINE, Caller())
    town.run()
    assert (REFUSAL in town.heard()) == is_refused


@pytest.mark.parametrize("known_by", ["name", "email", "cart", "unfinished case"])
def test_somebody_whom_we_know_always_gets_through(town, known_by):
    match known_by:
        case "name":
            make.requester(name="Ann Lee", email="", phone=CALLER)
        case "email":
            make.requester(name="", phone=CALLER)
        case "cart":
            make.cart(phone=CALLER)
        case "unfinished case":
            make.ticket(requester=make.requester(name="", email="", phone=CALLER))
    make.blocked_number(number=CALLER)
    make.blocked_number(number="+1500555", is_prefix=True)
    town.person(TEAM[1], accepts(after=3, talk=20))
    town.call()
    town.run()

    assert REFUSAL not in town.heard()
    assert len(town.network.truth.bridges) == 1


def test_who_hides_the_number_is_not_blocked(town):
    make.blocked_number(number="+1500555", is_prefix=True)
    town.call(make.PROBLEM_LINE, Caller(), from_="anonymous")
    town.run()
    assert Leg.objects.exists()


def test_a_manager_blocks_from_the_page_of_a_call_and_takes_it_back(town, client, manager):
    call = make.call(from_number="+15005554321")
    page = client.get(call.get_absolute_url()).content.decode()
    address = f"{reverse(LIST)}?number=%2B15005554321"
    assert address in page
    assert 'value="+15005554321"' in client.get(address).content.decode()

    answer = client.post(reverse(LIST), {"number": "(500) 555-4321", "reason": "Sells warranties"})
    assert answer.status_code == 302
    block = BlockedNumber.objects.get()
    assert (block.number, block.reason, block.blocked_by) == ("+15005554321", "Sells warranties", manager)
    assert client.post(reverse(LIST), {"number": "+15005554321", "reason": "Again"}).status_code == 302
    assert BlockedNumber.objects.get().reason == "Again"

    assert client.post(reverse("calls:unblock", args=[block.pk])).status_code == 302
    assert not BlockedNumber.objects.exists()
    labels = list(pghistory.models.Events.objects.tracks(block).values_list("pgh_label", flat=True))
    assert sorted(labels) == ["delete", "insert", "update"]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"number": "anonymous"}, "cannot be blocked"),
        ({"number": "+1", "is_prefix": "on"}, "at least three more digits"),
        ({"number": "500555", "is_prefix": "on"}, "at least three more digits"),
        ({"number": make.MAIN_LINE}, "number of this desk"),
        ({"number": TEAM[0]}, "number of this desk"),
        ({"number": "+1500555", "is_prefix": "on"}, "leads to one"),
        ({"number": CALLER}, "This is a known customer"),
        ({"number": "+15005554321", "until": "2020-01-01"}, "That day is in the past"),
        ({"number": "+15005554321", "reason": ""}, "This field is required"),
    ],
)
def test_what_would_turn_away_ourselves_or_people_we_know_is_not_written_down(town, client, manager, typed, why):
    make.requester(name="Ann Lee", phone=CALLER)
    answer = client.post(reverse(LIST), {"reason": "Sells warranties"} | typed)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not BlockedNumber.objects.exists()


def test_spam_is_marked_with_its_reasons_and_rung_all_the_same(db):
    at = timezone.now()
    silent = {"from_number": "+15005554321", "attestation": "TN-Validation-Failed-C", "status": Call.Status.COMPLETED}
    for minutes in range(4):
        began = at + timedelta(minutes=minutes)
        call = make.call(at=began, ended_at=began + timedelta(seconds=3), **silent)
    assert len(signs_of_spam(call)) == 3
    assert str(attestation_of(call)) == "Caller ID check failed: the number may be spoofed."
    ordinary = make.call(attestation="TN-Validation-Passed-A", menu_choice="4", ticket=make.ticket())
    assert signs_of_spam(ordinary) == []
    assert "Caller ID verified (A)" in str(attestation_of(ordinary))


def test_the_attestation_of_the_network_is_kept(town):
    town.call()
    town.run()
    assert Call.objects.get().attestation == "TN-Validation-Passed-A"
