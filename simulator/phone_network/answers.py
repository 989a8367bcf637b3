"""How the REST API answers, and how it says no."""

import json
from dataclasses import dataclass, field
from typing import Any

import requests


class LostAnswer(requests.exceptions.ReadTimeout):
    """It was done, but whoever asked will never know."""


class RestError(Exception):
    """An answer of 400 and above, with the provider's own code."""

    def __init__(self, status: int, code: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}

    def answer(self) -> "RestAnswer":
        more = f"https://www.twilio.com/docs/errors/{self.code}"
        content = {"code": self.code, "message": self.message, "more_info": more, "status": self.status}
        return RestAnswer(self.status, content, headers=self.headers)


@dataclass(frozen=True)
class RestAnswer:
    """What goes back: JSON as Python, or bytes with their type."""

    status: int
    content: Any
    content_type: str = "application/json"
    slow: float = 0.0  # seconds that the client is kept waiting
    lost: bool = False  # the client waits in vain
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> bytes:
        if isinstance(self.content, bytes):
            return self.content
        return json.dumps(self.content).encode()


def not_found(what: str) -> RestError:
    return RestError(404, 20404, f"The requested resource {what} was not found")
