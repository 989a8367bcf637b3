"""The telephone provider as a desk in another process meets it: signed requests over real HTTP."""

import itertools
import time

import requests
from django.conf import settings
from twilio.request_validator import RequestValidator

from tests import make
from tests.calls.town import CALLER

_sids = itertools.count(1)


class Provider:
    """Posts what the provider posts, to the desk at `url`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()

    @staticmethod
    def new_sid() -> str:
        return f"CA{next(_sids):028x}{int(time.time()) & 0xFFFF:04x}"

    def post(self, path: str, **said: str) -> str:
        """What the desk answers."""
        form = {"AccountSid": settings.TWILIO_ACCOUNT_SID, "To": make.MAIN_LINE, "From": CALLER} | said
        validator = RequestValidator(settings.TWILIO_AUTH_TOKENS[0])
        signature = validator.compute_signature(self.url + path, form)
        answer = self.session.post(self.url + path, data=form, headers={"X-Twilio-Signature": signature}, timeout=30)
        assert answer.ok, answer
        return answer.text

    def press_4(self, **said: str) -> str:
        """Somebody calls the main line and presses 4; the SID of the call."""
        sid = self.new_sid()
        self.post("/twilio/voice", CallSid=sid, CallStatus="ringing", **said)
        self.post("/twilio/menu", CallSid=sid, CallStatus="in-progress", Digits="4", **said)
        return sid

    def accept(self, leg_id: int) -> str:
        """The phone of this leg is picked up, and 1 pressed; the SID of the call to it."""
        sid = self.new_sid()
        self.post(f"/twilio/whisper/{leg_id}", CallSid=sid, CallStatus="in-progress")
        self.post(f"/twilio/accept/{leg_id}", CallSid=sid, CallStatus="in-progress", Digits="1")
        return sid

    def end(self, sid: str, *, path: str = "/twilio/status") -> None:
        self.post(path, CallSid=sid, CallStatus="completed", SequenceNumber="3")
