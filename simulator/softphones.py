"""Browsers that signed in as telephones: what the provider's SDK does over its own wire, done over HTTP and SSE here.

One identity may be signed in from many browsers and tabs. All of them ring; the first that accepts has the call.
"""

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import jwt
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from .config import Config
from .pages import STATIC, world_of
from .phone_network import Network
from .phone_network.phones import Entry, Phone

LOOK_EVERY = 0.1  # seconds
ALIVE_EVERY = 100  # looks between two comments that keep a stream open
OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Content-Type"}
"""The SDK runs on the desk's pages, so its requests come from another origin, as they do at the provider."""
NEWS = {"rings": "invite", "answered": "answered", "missed": "cancel", "hung-up": "hangup", "ended": "hangup"}


class TokenError(Exception):
    """A code of the provider, and its words."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass
class Browser:
    """One tab that is signed in, and what it has not been told yet."""

    identity: str
    expires_at: float
    pending: deque[dict[str, Any]] = field(default_factory=deque)
    call: str = ""
    """The call that was accepted here."""


class Softphones:
    """Who is signed in where."""

    def __init__(self, network: Network, config: Config) -> None:
        self.network, self.config = network, config
        self.browsers: dict[str, Browser] = {}
        network.listeners.append(self.noted)

    def read_token(self, token: str) -> tuple[str, float]:
        """Identity and end of an access token that allows incoming calls. Raises TokenError as the provider would."""
        try:
            claims = jwt.decode(token, self.config.api_key_secret, algorithms=["HS256"])
        except jwt.ExpiredSignatureError as error:
            raise TokenError(20104, "AccessTokenExpired") from error
        except jwt.InvalidTokenError as error:
            raise TokenError(20101, "AccessTokenInvalid") from error
        if (claims.get("iss"), claims.get("sub")) != (self.config.api_key_sid, self.config.account_sid):
            raise TokenError(20101, "AccessTokenInvalid")
        grants = claims.get("grants", {})
        if not grants.get("voice", {}).get("incoming", {}).get("allow") or not grants.get("identity"):
            raise TokenError(31202, "The token allows no incoming calls")
        return grants["identity"], float(claims["exp"])

    def sign_in(self, token: str) -> tuple[str, Browser]:
        identity, expires_at = self.read_token(token)
        key, browser = secrets.token_urlsafe(16), Browser(identity, expires_at)
        self.browsers[key] = browser
        phone = self.phone(browser)
        phone.signed_in += 1
        return key, browser

    def sign_out(self, key: str) -> None:
        browser = self.browsers.pop(key, None)
        if browser is None:
            return
        with self.network.lock:
            phone = self.phone(browser)
            phone.signed_in -= 1
            if phone.call and phone.call.sid == browser.call:
                phone.hang_up()  # the page is gone, and its telephone with it

    def phone(self, browser: Browser) -> Phone:
        return self.network.phone(f"client:{browser.identity}", name=f"Browser of {browser.identity}", role="softphone")

    def noted(self, phone: Phone, entry: Entry) -> None:
        """Tell the browsers what happened to their telephone. Called by the network, which holds its lock."""
        event = NEWS.get(entry.kind)
        if not phone.is_softphone or event is None:
            return
        for browser in list(self.browsers.values()):
            if f"client:{browser.identity}" == phone.number:
                if event == "answered":
                    if browser.call != entry.call_sid:
                        browser.pending.append({"event": "cancel", "sid": entry.call_sid})
                    continue
                facts: dict[str, Any] = {"event": event, "sid": entry.call_sid}
                if event == "invite":
                    call = self.network.calls[entry.call_sid]
                    facts |= {"from": call.from_, "to": call.to, "parameters": call.client_parameters}
                browser.pending.append(facts)


async def sdk(request: Request) -> Response:
    """A stand-in with the interface of the provider's SDK."""
    return FileResponse(STATIC / "softphone-sdk.js", media_type="text/javascript", headers=OPEN)


async def sign_in(request: Request) -> Response:
    softphones, said = world_of(request).softphones, json.loads(await request.body())
    try:
        with softphones.network.lock:
            if browser := softphones.browsers.get(said.get("connection", "")):
                _identity, browser.expires_at = softphones.read_token(said["token"])
                key = said["connection"]
            else:
                key, browser = softphones.sign_in(said["token"])
    except TokenError as error:
        return JSONResponse({"code": error.code, "message": error.message}, 401, headers=OPEN)
    facts = {"connection": key, "identity": browser.identity, "seconds": browser.expires_at - time.time()}
    return JSONResponse(facts, headers=OPEN)


async def events(request: Request) -> Response:
    softphones, key = world_of(request).softphones, request.path_params["connection"]
    if key not in softphones.browsers:
        return Response(status_code=404, headers=OPEN)
    return StreamingResponse(_news(softphones, key), media_type="text/event-stream", headers=OPEN)


async def _news(softphones: Softphones, key: str) -> AsyncIterator[str]:
    browser, looks = softphones.browsers[key], 0
    try:
        yield ": signed in\n\n"
        while True:
            while browser.pending:
                yield f"data: {json.dumps(browser.pending.popleft())}\n\n"
            if browser.expires_at < time.time():
                yield f"data: {json.dumps({'event': 'expired'})}\n\n"
                return
            looks += 1
            if looks % ALIVE_EVERY == 0:
                yield ": still here\n\n"
            await asyncio.sleep(LOOK_EVERY)
    finally:
        softphones.sign_out(key)


async def act(request: Request) -> Response:
    """accept, reject, hang-up or digits, by a browser that is signed in."""
    softphones = world_of(request).softphones
    browser, said = softphones.browsers.get(request.path_params["connection"]), json.loads(await request.body())
    if browser is None:
        return JSONResponse({"done": False}, 404, headers=OPEN)
    with softphones.network.lock:
        done = _act(softphones.phone(browser), browser, request.path_params["action"], said)
    return JSONResponse({"done": done}, 200 if done else 409, headers=OPEN)


def _act(phone: Phone, browser: Browser, action: str, said: dict[str, Any]) -> bool:
    if phone.call is None or phone.call.sid != said.get("sid"):
        return False
    match action:
        case "accept":
            before, browser.call = browser.call, phone.call.sid
            if not phone.pick_up():
                browser.call = before
                return False
            return True
        case "reject":
            return phone.decline()
        case "hang-up":
            return phone.hang_up()
        case "digits":
            return phone.press("".join(key for key in str(said.get("digits", "")) if key in "0123456789*#")[:20])
    return False


async def preflight(request: Request) -> Response:
    return Response(status_code=204, headers=OPEN | {"Access-Control-Allow-Methods": "GET, POST"})


routes = [
    Route("/sdk/twilio.js", sdk),
    Route("/sdk/sign-in", sign_in, methods=["POST"]),
    Route("/sdk/events/{connection}", events),
    Route("/sdk/{connection}/{action}", act, methods=["POST"]),
    Route("/sdk/{path:path}", preflight, methods=["OPTIONS"]),
]
