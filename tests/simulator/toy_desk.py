"""Desks of a few lines, so that the network can be tested without the real one."""

import json
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

from twilio.request_validator import RequestValidator

from simulator.phone_network import Knobs, Network, Person, accepts

ACCOUNT = "AC" + "a" * 32
TOKEN = "0123456789abcdef0123456789abcdef"
AUTH = (ACCOUNT, TOKEN)
MAIN, CALLER = "+15005550100", "+15005550131"
MEMBERS = [f"+1500555011{n}" for n in range(1, 7)]
API = f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}"

Page = Callable[[dict[str, str]], "str | tuple[int, str]"]


def twiml(*verbs: str) -> str:
    return f"<Response>{''.join(verbs)}</Response>"


def say(text: str) -> str:
    return f"<Say>{escape(text)}</Say>"


class ToyDesk:
    """Pages by path. It checks every signature and writes down every request."""

    def __init__(self, pages: Mapping[str, Page | str] | None = None) -> None:
        self.pages: dict[str, Page | str] = dict(pages or {})
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.posts: list[tuple[str, dict[str, str], bytes]] = []
        self.content_type = "text/xml; charset=utf-8"

    def transport(self, method: str, url: str, form: Mapping[str, str], headers: Mapping[str, str]):
        assert RequestValidator(TOKEN).validate(url, dict(form), headers["X-Twilio-Signature"])
        parts = urlsplit(url)
        said = {**dict(parse_qsl(parts.query)), **form}
        self.requests.append((parts.path, said))
        page = self.pages.get(parts.path, "")
        answer = page if isinstance(page, str) else page(said)
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        return status, {"Content-Type": self.content_type}, body.encode()

    def take_json(self, path: str, headers: Mapping[str, str], body: bytes):
        """The cart API in small: everything is accepted."""
        self.posts.append((path, dict(headers), body))
        results = [{"id": event["id"], "status": "accepted"} for event in json.loads(body)["events"]]
        allowed = {"Access-Control-Allow-Origin": headers["Origin"]} if "Origin" in headers else {}
        return 202, {"Content-Type": "application/json", **allowed}, json.dumps({"results": results}).encode()

    def asked(self, path: str) -> list[dict[str, str]]:
        return [form for where, form in self.requests if where == path]


class RingAllDesk(ToyDesk):
    """Press 4 in small: Enqueue, one REST leg for each member, press 1, the first one wins."""

    def __init__(self, members: list[str]) -> None:
        self.members, self.network = members, None
        self.winner: str | None = None
        self.legs: dict[str, str] = {}
        self.rounds = 0
        super().__init__(
            {
                "/twilio/voice": twiml('<Gather numDigits="1" action="/menu">', say("Press 4"), "</Gather>"),
                "/menu": self.menu,
                "/wait": self.wait,
                "/left": twiml(say("A manager will call you back")),
                "/whisper": twiml(
                    '<Gather numDigits="1" finishOnKey="" timeout="8" action="/accept">',
                    say("Problem call. Press 1 to take it"),
                    "</Gather><Hangup/>",
                ),
                "/accept": self.accept,
            }
        )

    def menu(self, form: dict[str, str]) -> str:
        assert form["Digits"] == "4"
        for number in self.members:
            self.network.after(0, self.place_leg, number)
        return twiml(
            '<Start><Recording recordingStatusCallback="/recorded" channels="dual"/></Start>',
            '<Enqueue waitUrl="/wait" action="/left">problem</Enqueue>',
        )

    def place_leg(self, number: str) -> None:
        status, leg = self.network.rest(
            "POST",
            f"{API}/Calls.json",
            {
                "To": number,
                "From": MAIN,
                "Url": "http://testserver/whisper",
                "Timeout": "25",
                "StatusCallback": "http://testserver/leg",
                "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
            },
            AUTH,
        )
        assert status == 201
        self.legs[number] = leg["sid"]

    def wait(self, form: dict[str, str]) -> str:
        self.rounds += 1
        if int(form["QueueTime"]) > 60:
            return twiml("<Leave/>")
        return twiml(say("Please hold, we are calling six people"), '<Pause length="3"/>')

    def accept(self, form: dict[str, str]) -> str:
        if form["Digits"] != "1" or self.winner not in (None, form["CallSid"]):
            return twiml(say("This call is taken"), "<Hangup/>")
        if self.winner is None:
            self.winner = form["CallSid"]
            for sid in self.legs.values():
                if sid != self.winner:
                    self.network.rest("POST", f"{API}/Calls/{sid}.json", {"Status": "canceled"}, AUTH)
        return twiml("<Dial><Queue>problem</Queue></Dial>")


def town(desk: ToyDesk, *, knobs: Knobs | None = None, seed: int = 1, **people: Person) -> Network:
    """A network around a toy desk; people by the last three digits of their number, as `n111=accepts()`."""
    knobs = knobs or Knobs(extra_parameter=0.5)
    network = Network(transport=desk.transport, account_sid=ACCOUNT, auth_token=TOKEN, seed=seed, knobs=knobs)
    network.add_line(MAIN)
    for name, person in people.items():
        network.phone(f"+15005550{name[1:]}").person = person
    if isinstance(desk, RingAllDesk):
        desk.network = network
    return network


def everybody(network: Network, person: Person = accepts()) -> None:  # noqa: B008 (people do not change)
    for number in MEMBERS:
        network.phone(number).person = person
