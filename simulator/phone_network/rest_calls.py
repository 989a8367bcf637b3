"""REST: make calls, change them and look at them."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import resources
from .answers import RestAnswer, RestError, not_found
from .calls import CLIENT, E164, EVENTS, Call, Hook
from .switchboard import CONCURRENCY
from .webhooks import Fetch

if TYPE_CHECKING:
    from .network import Network

Data = Mapping[str, Any]
LONGEST_WAIT_FOR_A_LINE = 3600.0
"""Seconds that a call may be queued before it begins."""


def create_call(network: "Network", data: Data) -> RestAnswer:
    """Queue a call: it has its SID now and is dialled when the account's rate allows."""
    to, from_, url = (str(data.get(name) or "") for name in ("To", "From", "Url"))
    if not to:
        raise RestError(400, 21201, "No 'To' number is specified")
    if not (E164.fullmatch(to) or CLIENT.fullmatch(to)):
        raise RestError(400, 21211, f"Invalid 'To' Phone Number: {to}")
    if not from_:
        raise RestError(400, 21213, "Caller phone number is required")
    if network.lines and from_ not in network.lines:
        raise RestError(400, 21210, f"The source phone number {from_} is not yet verified for your account")
    _refuse_by_account(network, to)
    if not url.startswith(("http://", "https://")):
        raise RestError(400, 21205, f"Url is not a valid URL: {url}")
    hook = _hook(data)
    call = network.new_call(from_=from_, to=to, direction="outbound-api")
    call.hook = hook
    call.ring_timeout = min(float(data.get("Timeout") or 60), 600.0)
    if data.get("FallbackUrl"):
        call.fallback = (str(data["FallbackUrl"]), str(data.get("FallbackMethod") or "POST"))
    network.dial_out(call, Fetch(url, str(data.get("Method") or "POST")))
    return RestAnswer(201, resources.call(network, call))


def _refuse_by_account(network: "Network", to: str) -> None:
    """What this account may not do: numbers without permission, numbers nobody verified, too many calls at once."""
    knobs = network.knobs
    if knobs.account_status != "active":
        raise RestError(401, 20005, "Account not active")
    if to.startswith(knobs.forbidden_countries or ("none",)):
        raise RestError(400, 21215, f"Account not authorized to call {to}. Perhaps you need to enable some permissions")
    if knobs.account_type == "Trial" and E164.fullmatch(to) and to not in knobs.verified:
        raise RestError(400, 21219, f"The number {to} is unverified. Trial accounts may only call verified numbers.")
    if network.is_full():
        raise RestError(429, CONCURRENCY, "Call concurrency limit exceeded")


def update_call(network: "Network", data: Data, sid: str) -> RestAnswer:
    """Status=canceled ends what rings, completed ends what talks too, Url sends a talking call elsewhere."""
    call = _call(network, sid)
    status = data.get("Status")
    if status and status not in {"canceled", "completed"}:
        raise RestError(400, 21218, f"Invalid status {status}")
    if status == "completed" or (status == "canceled" and call.answered_at is None):
        network.hang_up(call, by="desk", status="canceled")
    elif data.get("Url"):
        if call.status != "in-progress":
            raise RestError(400, 21220, "Call is not in-progress. Cannot redirect.")
        network.redirect(call, Fetch(str(data["Url"]), str(data.get("Method") or "POST")))
    return RestAnswer(200, resources.call(network, call))


def fetch_call(network: "Network", data: Data, sid: str) -> RestAnswer:
    return RestAnswer(200, resources.call(network, _call(network, sid)))


def list_calls(network: "Network", data: Data) -> RestAnswer:
    """Newest first, by To, From, Status, ParentCallSid and the time at which they began."""
    after, before = (_seconds(network, data.get(name)) for name in ("StartTime>", "StartTime<"))

    def wanted(call: Call) -> bool:
        facts = {"To": call.to, "From": call.from_, "Status": call.status, "ParentCallSid": call.parent_sid}
        if any(data.get(name) not in (None, value) for name, value in facts.items()):
            return False
        if after is None and before is None:
            return True
        began = call.started_at
        return began is not None and (after is None or began >= after) and (before is None or began <= before)

    found = []
    for call in reversed(network.calls.values()):
        if after is not None and call.created_at < after - LONGEST_WAIT_FOR_A_LINE:
            break
        if wanted(call):
            found.append(resources.call(network, call))
    return RestAnswer(200, resources.page("calls", found[: int(data.get("PageSize") or 50)]))


def _seconds(network: "Network", moment: str | None) -> float | None:
    """A moment of the query, with its time of day or without, on the network's clock."""
    if not moment:
        return None
    at = dt.datetime.fromisoformat(moment)
    at = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return (at - network.clock.start).total_seconds()


def _call(network: "Network", sid: str) -> Call:
    if sid not in network.calls:
        raise not_found(sid)
    return network.calls[sid]


def _hook(data: Data) -> Hook | None:
    if not data.get("StatusCallback"):
        return None
    wanted = data.get("StatusCallbackEvent") or ["completed"]
    wanted = [wanted] if isinstance(wanted, str) else list(wanted)
    for event in wanted:
        if event not in EVENTS:
            raise RestError(400, 21626, f"Invalid StatusCallbackEvent {event}")
    return Hook(str(data["StatusCallback"]), str(data.get("StatusCallbackMethod") or "POST"), frozenset(wanted))
