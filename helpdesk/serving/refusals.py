"""What the server itself says no to, before Django is asked: in plain words, and without keeping the connection."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

Message = dict[str, Any]

WORDS = {
    400: _("This request cannot be read."),
    401: _("This address is for programs, and asks for their user name and password."),
    403: _("You are not signed in, so nothing was saved. Sign in and try again."),
    404: _("There is nothing at this address."),
    405: _("This address is only read."),
    408: _("What you sent came too slowly, so we stopped waiting. Please try again."),
    413: _("What you sent is too large. Send a smaller file, or fewer of them at once."),
    429: _("Too many requests came from your network at once. Please try again in a moment."),
    503: _("The desk is very busy. Please try again in a moment."),
}
CODES = {
    400: "unreadable",
    401: "no_credentials",
    403: "signed_out",
    404: "not_found",
    405: "only_read",
    408: "too_slow",
    413: "too_large",
    429: "too_fast",
    503: "busy",
}
AGAIN_AFTER = {408: b"1", 429: b"5", 503: b"5"}
"""Seconds, for programs."""


class RefusedError(Exception):
    """The request is answered with this HTTP `code`, and no thread sees it."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def refusal(code: int, *, path: str = "") -> tuple[Message, bytes]:
    """Head and body of an answer. Programs get JSON, as everywhere under /api/."""
    if path.startswith("/api/"):
        kind, body = b"application/json", json.dumps({"detail": str(WORDS[code]), "code": CODES[code]}).encode()
    else:
        kind, body = b"text/plain; charset=utf-8", str(WORDS[code]).encode()
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    if code == 401:
        headers.append((b"www-authenticate", b'Basic realm="email provider"'))
    if code in AGAIN_AFTER:
        headers.append((b"retry-after", AGAIN_AFTER[code]))
    return {"type": "http.response.start", "status": code, "headers": headers}, body
