"""The handsets in the browser, and the same for scripts."""

import dataclasses
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from . import phone_network as people
from .pages import page, phone_number, world_of
from .phone_network.phones import Entry, Phone
from .provider_pages import WEATHER
from .town import Town

SHOWN_ENTRIES = 60

# Who holds a mobile: a person at the page, or one of these.
HOLDERS: dict[str, tuple[str, people.Person | None]] = {
    "me": ("I answer it myself", None),
    "accepts": ("Answers and presses 1", people.accepts(after=(3, 6), think=(3, 5), talk=(45, 90))),
    "voicemail": ("Only its voicemail answers", people.voicemail(after=12)),
    "wrong": ("Presses a wrong key", people.presses_wrong_key(after=4)),
    "busy": ("Is always busy", people.is_busy()),
    "away": ("Lets it ring", people.never_answers()),
}


async def handsets(request: Request) -> Response:
    dial = request.query_params.get("dial", "").replace(" ", "+")  # a + in a link that nobody encoded
    today = world_of(request).network.knobs
    days = [(key, name, knobs == today) for key, (name, knobs) in WEATHER.items()]
    return page(request, "phones.html", town=world_of(request).town, dial=dial, holders=HOLDERS, days=days)


async def state(request: Request) -> Response:
    """All telephones, when anything changed since the version that the page knows."""
    world = world_of(request)
    if request.query_params.get("version") == str(world.version):
        return Response(status_code=204)
    with world.network.lock:
        phones = [describe(phone, world.town) for phone in world.network.phones.values()]
        return JSONResponse({"version": world.version, "phones": phones})


async def act(request: Request) -> Response:
    """Do something with a telephone: dial answer voicemail decline press say hang-up hold."""
    world = world_of(request)
    said: dict[str, Any] = await request.json() if await request.body() else {}
    action = ACTIONS.get(request.path_params["action"])
    if action is None:
        return JSONResponse({"error": "A handset has no such button."}, 404)
    with world.network.lock:
        phone = world.network.phone(request.path_params["number"])
        problem = action(phone, said)
        world.version += 1
    if problem:
        return JSONResponse({"error": problem}, 409)
    return JSONResponse(describe(phone, world.town))


def describe(phone: Phone, town: Town) -> dict[str, Any]:
    """A telephone as JSON; transcript entries come with a sentence for people."""
    call = phone.call
    other = (call.to if call.number == call.from_ else call.from_) if call else ""
    return {
        "number": phone.number,
        "name": phone.name,
        "role": phone.role,
        "state": phone.state,
        "holder": next((key for key, (_, person) in HOLDERS.items() if person is phone.person), "me"),
        "call": call.sid if call else None,
        "other": short_label(other, town),
        "signed_in": phone.signed_in,
        "talking_to": [short_label(number, town) for number in phone.talking_to],
        "transcript": [
            {**dataclasses.asdict(entry), "moment": entry.moment.isoformat(), "sentence": sentence(entry, town)}
            for entry in phone.transcript[-SHOWN_ENTRIES:]
        ],
    }


def label(number: str, town: Town) -> str:
    """The name that goes with a number, and the number."""
    name = town.name_of(number)
    return phone_number(number) if name == number else f"{name} {phone_number(number)}"


def short_label(number: str, town: Town) -> str:
    """The name alone, if there is one."""
    return town.names.get(number) or phone_number(number)


SENTENCES: dict[str, Callable[[str], str]] = {
    "dials": lambda who: f"Dialling {who}",
    "rings": lambda who: f"Ringing: {who}",
    "answered": lambda who: "Answered",
    "voicemail": lambda who: "Voicemail answered",
    "pressed": lambda key: f"Pressed {key}",
    "connected": lambda who: f"Connected with {who}",
    "disconnected": lambda who: f"No longer with {who}",
    "declined": lambda who: "Declined",
    "busy": lambda who: f"Was busy for {who}",
    "missed": lambda status: f"Stopped ringing ({status})",
    "hung-up": lambda status: "Hung up",
    "ended": lambda status: "The line went dead",
}


def sentence(entry: Entry, town: Town) -> str:
    text = label(entry.text, town) if entry.text.startswith("+") else entry.text
    return SENTENCES[entry.kind](text) if entry.kind in SENTENCES else text


def _dial(phone: Phone, said: dict[str, Any]) -> str:
    number = "".join(character for character in str(said.get("to", "")) if character in "+0123456789")
    if phone.call is not None:
        return "This telephone is in a call already."
    if number not in phone.network.lines:
        return f"{number or 'This'} is not a number that somebody answers. Pick one of the desk's lines."
    phone.network.place_call(phone.number, number)
    return ""


def _hold(phone: Phone, said: dict[str, Any]) -> str:
    if said.get("holder") not in HOLDERS:
        return "Nobody of this kind is here."
    phone.person = HOLDERS[said["holder"]][1]
    return ""


def _try(deed: Callable[[Phone, dict[str, Any]], bool], problem: str) -> Callable[[Phone, dict[str, Any]], str]:
    return lambda phone, said: "" if deed(phone, said) else problem


ACTIONS: dict[str, Callable[[Phone, dict[str, Any]], str]] = {
    "dial": _dial,
    "hold": _hold,
    "answer": _try(lambda phone, said: phone.pick_up(), "It is not ringing any more."),
    "voicemail": _try(lambda phone, said: phone.let_voicemail_answer(), "It is not ringing any more."),
    "decline": _try(lambda phone, said: phone.decline(), "It is not ringing any more."),
    "press": _try(lambda phone, said: phone.press(_keys(said)), "There is no call to press keys in."),
    "say": _try(lambda phone, said: phone.say(str(said.get("text", ""))[:500]), "There is nobody to talk to."),
    "hang-up": _try(lambda phone, said: phone.hang_up(), "There is no call to end."),
}


def _keys(said: dict[str, Any]) -> str:
    return "".join(key for key in str(said.get("keys", "")) if key in "0123456789*#")[:20]


routes = [
    Route("/phones", handsets),
    Route("/api/phones", state),
    Route("/api/phones/{number}/{action}", act, methods=["POST"]),
]
