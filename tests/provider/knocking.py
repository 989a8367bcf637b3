"""Signed requests to a desk that is served over real HTTP, as the provider sends them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import requests
from django.conf import settings
from twilio.request_validator import SIGNATURE_HEADER, RequestValidator

PATIENCE = 30

T = TypeVar("T")


class Provider:
    """Posts to desks that share one public address, in turn to each of them."""

    def __init__(self, *desks: str) -> None:
        self.desks = desks

    def post(self, path: str, sid: str, *, desk: int = 0, **parameters: str) -> requests.Response:
        form = {
            "AccountSid": settings.TWILIO_ACCOUNT_SID,
            "ApiVersion": "2010-04-01",
            "CallSid": sid,
            "CallStatus": "in-progress",
        } | parameters
        validator = RequestValidator(settings.TWILIO_AUTH_TOKENS[0])
        signature = validator.compute_signature(settings.PUBLIC_BASE_URL + path, form)
        address = self.desks[desk % len(self.desks)] + path
        return requests.post(address, data=form, headers={SIGNATURE_HEADER: signature}, timeout=PATIENCE)


def at_one_moment(acts: list[Callable[[], T]]) -> list[T]:
    """Do all of these in threads that start together; their results in the same order."""
    start = Barrier(len(acts))

    def act(one: Callable[[], T]) -> T:
        start.wait(PATIENCE)
        return one()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(act, acts))
