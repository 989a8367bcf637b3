"""A year of calls by the million: one call, its phones, callback and recording as rows, which SQL multiplies.

Of a hundred calls 70 pressed 4 (59 of them were answered, 8 hung up, two rang out, one never met whoever pressed 1),
8 are callbacks, one was turned away, and the rest heard the menu. Calls about cases come from their requesters.
"""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from calls.models import Call, Leg, ProblemCall, Recording
from escalation.board import owe_callback
from escalation.models import Callback, Line
from helpdesk.accounts.models import User
from tests import make
from tests.bench.population import CASES_PER_REQUESTER, LONG_CASE
from tests.bench.rows import multiply, settle
from tickets.models import Promise, Ticket

CHUNK = 50_000
LEGS_PER_CALL = 3

# SQL over n, the number of the call; the last one is the newest.
CALLBACK, BLOCKED = "n % 100 < 8", "n % 100 = 8"
PROBLEM, ANSWERED = "n % 100 >= 30", "n % 100 >= 41"
JOINED = f"({ANSWERED} OR n % 100 < 6)"
RECORDED = f"{JOINED} AND n % 500 <> 99"
LEG_OF = f"n / {LEGS_PER_CALL}"


class CallHistory:
    """Calls of `cases` cases, whom `agents` answered."""

    def __init__(self, *, cases: int, agents: list[User]) -> None:
        self.cases, self.agents = cases, agents
        self.lines = {kind: Line.objects.filter(kind=kind).first() or make.line(kind) for kind in Line.Kind}
        self.templates = self._write_templates()
        self.size = 0

    def _write_templates(self) -> dict[type, int]:
        """One row of each kind, an hour ago."""
        at = timezone.now() - timedelta(hours=1)
        leg = make.answered_leg(by=self.agents[0], at=at, line=self.lines[Line.Kind.MAIN])
        recording = make.recording(call=leg.call, started_at=at)
        callback = owe_callback(Ticket.objects.get(pk=LONG_CASE), at=at, phone=make.MAIN_LINE)
        return {
            Call: leg.call_id,
            Leg: leg.pk,
            ProblemCall: leg.call.problem_call.pk,
            Recording: recording.pk,
            Callback: callback.pk,
            Promise: callback.promise_id,
        }

    def grow(self, size: int, tell: Callable[[int, int], None]) -> None:
        """Have `size` calls, half a minute apart; `tell` hears how far it has come. Only once: time goes forward."""
        self.size = size
        offset = max(self.templates.values())
        for first in range(1, size + 1, CHUNK):
            last = min(first + CHUNK - 1, size)
            self._grow_chunk(first + offset, last + offset, newest=size + offset)
            tell(last, size)
        settle(*self.templates)

    def _grow_chunk(self, first: int, last: int, *, newest: int) -> None:
        moment = f"t.{{column}} - ({newest} - n) * interval '31 seconds'"
        at = {name: moment.format(column=name) for name in ("started_at", "created_at", "due_at", "stored_at")}
        since = at["started_at"]
        legs = (first * LEGS_PER_CALL, last * LEGS_PER_CALL + LEGS_PER_CALL - 1)
        multiply(Promise, self.templates[Promise], first, last, self._promise(at), where=CALLBACK)
        multiply(Callback, self.templates[Callback], first, last, self._callback(at), where=CALLBACK)
        multiply(Call, self.templates[Call], first, last, self._call(since))
        where = PROBLEM.replace("n ", f"({LEG_OF}) ")
        multiply(Leg, self.templates[Leg], *legs, self._leg(newest), where=where)
        multiply(ProblemCall, self.templates[ProblemCall], first, last, self._problem_call(at), where=PROBLEM)
        multiply(Recording, self.templates[Recording], first, last, self._recording(at), where=RECORDED)

    def _call(self, since: str) -> dict[str, str]:
        about_case = f"({CALLBACK} OR {PROBLEM})"
        any_case = f"(hashint4(n)::bigint & 2147483647) % {self.cases} + 1"
        case = f"CASE WHEN n % 2000 = 50 THEN {LONG_CASE} ELSE {any_case} END"
        ticket = f"CASE WHEN {about_case} THEN {case} END"
        requester = f"2000000 + ({case}) / {CASES_PER_REQUESTER} + 1"
        stranger = "3000000 + n % 90000"
        party = f"CASE WHEN {about_case} THEN '+1500' || ({requester}) ELSE '+1617' || ({stranger}) END"
        main, problem, recovery = (self.lines[kind].pk for kind in Line.Kind)
        return {
            "id": "n",
            "sid": "'CA' || md5(n::text)",
            "direction": f"CASE WHEN {CALLBACK} THEN 'outbound' ELSE 'inbound' END",
            "status": "'completed'",
            "line_id": f"CASE WHEN n % 20 < 15 THEN {main} WHEN n % 20 < 18 THEN {problem} ELSE {recovery} END",
            "from_number": f"CASE WHEN {CALLBACK} THEN t.to_number ELSE {party} END",
            "to_number": f"CASE WHEN {CALLBACK} THEN {party} ELSE t.to_number END",
            "menu_choice": f"CASE WHEN {PROBLEM} THEN '4' WHEN n % 100 >= 15 THEN '1' ELSE '' END",
            "is_blocked": BLOCKED,
            "is_transfer": "n % 100 >= 97",
            "ticket_id": ticket,
            "callback_id": f"CASE WHEN {CALLBACK} THEN n END",
            "taker_id": f"CASE WHEN {ANSWERED} THEN n * {LEGS_PER_CALL} END",
            "started_at": since,
            "answered_at": f"CASE WHEN {JOINED} OR n % 100 = 40 THEN {since} + interval '9 seconds' END",
            "answered_by_id": f"CASE WHEN {JOINED} OR n % 100 = 40 THEN {self._agent('n')} END",
            "ended_at": f"{since} + interval '1 second' * (4 + n % 600)",
            "compared_at": f"{since} + interval '700 seconds'",
            "is_recorded": PROBLEM,
            "recordings_listed_at": since,
        }

    def _leg(self, newest: int) -> dict[str, str]:
        since = f"t.created_at - ({newest} - {LEG_OF}) * interval '31 seconds'"
        won = f"n % {LEGS_PER_CALL} = 0 AND " + ANSWERED.replace("n ", f"({LEG_OF}) ")
        return {
            "id": "n",
            "call_id": LEG_OF,
            "user_id": self._agent(f"({LEG_OF} + n % {LEGS_PER_CALL} * 7)"),
            "phone": f"'+1500555011' || (n % {LEGS_PER_CALL} + 1)",
            "status": f"CASE WHEN {won} THEN 'accepted' WHEN n % 5 = 0 THEN 'declined' ELSE 'no_answer' END",
            "sid": "'CA' || md5('leg' || n)",
            "claimed_at": since,
            "created_at": since,
            "answered_at": f"CASE WHEN {won} THEN {since} + interval '9 seconds' END",
            "ended_at": f"{since} + interval '25 seconds'",
        }

    def _problem_call(self, at: dict[str, str]) -> dict[str, str]:
        since, joined = at["created_at"], "n % 100 >= 40"
        return {
            "id": "n",
            "call_id": "n",
            "status": "CASE WHEN n % 100 < 38 THEN 'abandoned' WHEN n % 100 < 40 THEN 'exhausted' ELSE 'ended' END",
            "winner_id": f"CASE WHEN {joined} THEN n * {LEGS_PER_CALL} END",
            "accepted_at": f"CASE WHEN {joined} THEN {since} + interval '9 seconds' END",
            "left_at": f"CASE WHEN NOT {joined} THEN {since} + interval '41 seconds' END",
            "never_joined_at": f"CASE WHEN n % 100 = 40 THEN {since} + interval '12 seconds' END",
            "settled_at": f"CASE WHEN n % 100 <= 40 THEN {since} + interval '60 seconds' END",
            "round_started_at": since,
            "created_at": since,
        }

    def _recording(self, at: dict[str, str]) -> dict[str, str]:
        same = {name: at[name] for name in ("started_at", "stored_at", "due_at")}
        return same | {"id": "n", "call_id": "n", "sid": "'RE' || md5(n::text)", "deleted_there_at": at["stored_at"]}

    def _promise(self, at: dict[str, str]) -> dict[str, str]:
        same = {name: at[name] for name in ("due_at", "created_at")}
        return same | {"id": "n", "settled_at": at["due_at"], "was_kept": "TRUE"}

    def _callback(self, at: dict[str, str]) -> dict[str, str]:
        same = {name: at[name] for name in ("due_at", "created_at")}
        done = {"status": "'done'", "outcome": "'solved'", "attempts": "1", "attempted_by_id": str(self.agents[0].pk)}
        return same | done | {"id": "n", "promise_id": "n", "finished_at": at["due_at"]}

    def _agent(self, number: str) -> str:
        return f"{self.agents[0].pk} + {number} / 7 % {len(self.agents)}"
