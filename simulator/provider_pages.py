"""The provider's REST API over HTTP, its knobs, and the record of what really happened."""

import asyncio
import dataclasses

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .pages import world_of
from .phone_network.adapter import basic_credentials, form_data
from .phone_network.knobs import Knobs
from .threads import in_thread

LONGER_THAN_ANY_CLIENT_WAITS = 60.0

# Days that a person can choose on the page of handsets.
WEATHER: dict[str, tuple[str, Knobs]] = {
    "good": ("A good day", Knobs()),
    "muddled": ("News come twice and in disorder", Knobs(duplicate=0.5, reorder=0.5, duplicate_fetch=0.2)),
    "lossy": ("News and answers get lost", Knobs(drop=0.3, lost_answer=0.3, rest_error=0.2)),
    "crowded": ("The provider asks to slow down", Knobs(too_many=0.5, retry_after=2)),
    "slow": ("The provider is slow", Knobs(delay=0.5, delay_seconds=20.0, slow_rest=0.5)),
}


async def rest(request: Request) -> Response:
    """As api.twilio.com answers; a slow or lost answer is really slow or lost."""
    door = world_of(request).network.rest_door
    auth = basic_credentials(request.headers.get("authorization", ""))
    form = form_data(await request.body())
    answer = await in_thread(door.answer, request.method, str(request.url), form, auth)
    if answer.slow or answer.lost:
        await asyncio.sleep(LONGER_THAN_ANY_CLIENT_WAITS if answer.lost else answer.slow)
    if answer.status == 204:
        return Response(status_code=204)
    headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if answer.status == 401 else {}
    return Response(answer.body, answer.status, headers | answer.headers, answer.content_type)


async def knobs(request: Request) -> Response:
    """GET shows them, POST turns those that it names."""
    network = world_of(request).network
    if request.method == "POST":
        said = await request.json()
        unknown = set(said) - set(Knobs.__dataclass_fields__)
        if unknown:
            return JSONResponse({"error": f"There is no knob {', '.join(sorted(unknown))}."}, 400)
        with network.lock:
            for name, value in said.items():
                setattr(network.knobs, name, tuple(value) if isinstance(value, list) else value)
    return JSONResponse(dataclasses.asdict(network.knobs))


async def weather(request: Request) -> Response:
    """Turn all knobs at once to one of the days that have a name."""
    network, said = world_of(request).network, await request.json()
    if said.get("weather") not in WEATHER:
        return JSONResponse({"error": "There is no such day."}, 400)
    with network.lock:
        network.knobs = dataclasses.replace(WEATHER[said["weather"]][1])  # a copy, which may be turned on
    return JSONResponse(dataclasses.asdict(network.knobs))


async def truth(request: Request) -> Response:
    """Who talked with whom, what went wrong, and every call, for scripts to compare with the desk."""
    network = world_of(request).network
    with network.lock:
        calls = [
            {"sid": c.sid, "from": c.from_, "to": c.to, "direction": c.direction, "status": c.status}
            for c in network.calls.values()
        ]
        return JSONResponse(
            {
                "calls": calls,
                "bridges": [dataclasses.asdict(bridge) for bridge in network.truth.bridges],
                "troubles": [dataclasses.asdict(trouble) for trouble in network.truth.troubles[-200:]],
                "exchanges": [dataclasses.asdict(exchange) for exchange in network.truth.exchanges[-200:]],
            }
        )


routes = [
    Route("/2010-04-01/{path:path}", rest, methods=["GET", "POST", "DELETE"]),
    Route("/api/knobs", knobs, methods=["GET", "POST"]),
    Route("/api/weather", weather, methods=["POST"]),
    Route("/api/truth", truth),
]
