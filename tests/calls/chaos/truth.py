"""The desk's rows held against what really happened on the network."""

import re
from random import Random

from calls.control.answering import PRESS_1
from calls.models import Call, Leg, ProblemCall, Recording
from escalation.models import Callback, Escalation
from simulator.phone_network.signatures import signed_headers
from tests.calls.town import Town
from tickets.models import Ticket

REFUSED = {120, 121, 122, 123, 133}
"""The first digits of the provider's errors about a document that it cannot play."""

TALK = 2.0
"""The provider tells the length of a call in whole seconds: less than this may look like no answer."""


def compare(town: Town) -> None:
    """Everything that has to hold when all is quiet."""
    inbound = {call.sid: call for call in town.network.calls.values() if call.direction == "inbound"}
    rows = {call.sid: call for call in Call.objects.select_related("ticket", "line", "problem_call__winner")}
    assert rows.keys() == inbound.keys()
    emergencies = fell_back(town)
    for sid, call in rows.items():
        one_call_agrees(town, call, inbound[sid].status, is_emergency=sid in emergencies)
    # One case for each call that rang anybody, and not one more.
    assert Ticket.objects.count() == ProblemCall.objects.count()
    legs_agree(town)
    nobody_rings_any_more(town)
    no_queue_is_left(town)
    if not emergencies:
        recordings_came_home(town)
    documents = town.network.truth.documents
    assert not [document for document in documents if re.search(r"<Record\b", document.body)]
    assert {code for code in town.network.truth.codes() if code // 100 in REFUSED} == set()


def fell_back(town: Town) -> set[str]:
    """The calls for which a document rang every phone: an answer of ours failed, no queue held them, or no leg came."""
    return {document.call_sid for document in town.network.truth.documents if "/twilio/rung/" in document.body}


def one_call_agrees(town: Town, call: Call, status: str, *, is_emergency: bool) -> None:
    """Over, one case, at most one bridge, and a callback exactly when nobody talked to the caller."""
    assert status in {"completed", "canceled", "no-answer", "failed"}, call
    assert not call.is_unfinished, call
    bridges = town.network.truth.bridges_of(call.sid)
    assert len(bridges) <= 1, (call, bridges)
    problem_call = getattr(call, "problem_call", None)
    if problem_call is None:
        # Hung up in the menu, before anyone could be rung.
        assert call.ticket is None, call
        assert is_emergency or (bridges == [] and call.line.kind == "main"), call
        return
    assert call.ticket.calls_count == 1, call
    owed = Callback.objects.filter(ticket=call.ticket).count(), Escalation.objects.filter(ticket=call.ticket).count()
    if is_emergency:
        # The provider rang the phones without us, and told us afterwards who talked: what was owed is withdrawn then.
        still_owed = Callback.objects.unfinished().filter(ticket=call.ticket).count()
        assert still_owed == 0 or not any(bridge.seconds >= TALK for bridge in bridges), (call, bridges)
        assert still_owed == 1 or bridges, call
    elif bridges:
        (leg_sid,) = {bridges[0].a_sid, bridges[0].b_sid} - {call.sid}
        assert problem_call.winner.sid == leg_sid, call
        assert (problem_call.status, problem_call.never_joined_at) == (ProblemCall.Status.ENDED, None), call
        assert owed == (0, 0), call
    else:
        assert problem_call.is_unheard, call
        assert problem_call.settled_at, call
        assert owed == (1, 1), call


def legs_agree(town: Town) -> None:
    """No phone was rung twice for one leg, only a pressed 1 was ever connected, and every leg is over."""
    placed = [call for call in town.network.calls.values() if call.direction == "outbound-api"]
    by_sid = {leg.sid: leg for leg in Leg.objects.exclude(sid=None)}
    unheard_of = [call for call in placed if call.sid not in by_sid]
    # A create whose answer was lost and whose phone was never picked up or reported: in doubt, and not repeated.
    assert len(unheard_of) <= Leg.objects.filter(status=Leg.Status.FAILED, sid=None).count()
    assert len({call.sid for call in placed}) <= Leg.objects.exclude(claimed_at=None).count()
    assert not Leg.objects.unfinished().exists()
    for call in placed:
        leg = by_sid.get(call.sid)
        if leg and call.status in {"busy", "no-answer", "canceled"}:
            assert leg.status == call.status.replace("-", "_"), leg
    joined = {sid for bridge in town.network.truth.bridges for sid in (bridge.a_sid, bridge.b_sid)}
    pressed = {
        exchange.form["CallSid"]
        for exchange in town.network.truth.exchanges
        if "/twilio/accept/" in exchange.url and exchange.form.get("Digits") == PRESS_1
    }
    assert {call.sid for call in placed} & joined <= pressed


def nobody_rings_any_more(town: Town) -> None:
    """On the network itself: no call goes on, no phone rings, nobody waits in a queue."""
    assert [call.sid for call in town.network.calls.values() if not call.over] == []
    assert [queue.name for queue in town.network.queues.by_name.values() if queue.places] == []


def no_queue_is_left(town: Town) -> None:
    """The provider keeps an empty queue until somebody deletes it, and an account may have so many."""
    assert list(town.network.queues.by_name) == []


def recordings_came_home(town: Town) -> None:
    """Every conversation is here, and no sound is left at the provider."""
    talked = {sid for bridge in town.network.truth.bridges for sid in (bridge.a_sid, bridge.b_sid)}
    recorded = set(Recording.objects.filter(status=Recording.Status.STORED).values_list("call__sid", flat=True))
    assert talked & set(Call.objects.values_list("sid", flat=True)) <= recorded
    # A caller who hung up as it began leaves the provider with the name of a recording that has no sound.
    assert {recording.status for recording in town.network.recorder.by_sid.values()} <= {"absent"}


def stays_as_it_is(town: Town, rng: Random) -> None:
    """Terminal states are sticky: all that was ever reported comes once more, in any order, and changes nothing."""
    before = _states()
    told = [exchange for exchange in town.network.truth.exchanges if exchange.kind == "callback"]
    for exchange in rng.sample(told, len(told)):
        headers = signed_headers(town.network.auth_token, exchange.url, exchange.form)
        town.network.transport(exchange.method, exchange.url, exchange.form, headers)
    town.network.advance(120)
    assert _states() == before


def _states() -> list[list[tuple]]:
    return [
        list(Call.objects.order_by("pk").values_list("pk", "status", "ended_at", "answered_at", "ticket")),
        list(Leg.objects.order_by("pk").values_list("pk", "status", "ended_at", "answered_at", "sid")),
        list(ProblemCall.objects.order_by("pk").values_list("pk", "status", "winner", "left_at", "settled_at")),
        list(Callback.objects.order_by("pk").values_list("pk", "status")),
        list(Ticket.objects.order_by("pk").values_list("pk", "status", "calls_count")),
    ]
