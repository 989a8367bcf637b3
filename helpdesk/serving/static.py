"""Scripts, styles and fonts, sent by the event loop: a page thread is for pages."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware

from helpdesk.serving.refusals import RefusedError
from helpdesk.serving.requests import Scope
from helpdesk.serving.threads import OpenFile

Found = tuple[int, list[tuple[bytes, bytes]], OpenFile | None]


class StaticFiles:
    """WhiteNoise's knowledge of the files: which are packed, which never change, and what a browser has already."""

    def __init__(self) -> None:
        self.shelf = WhiteNoiseMiddleware(lambda request: None)
        self.prefix = settings.STATIC_URL
        # What Django's own guard adds to each answer, such as HSTS.
        request = HttpRequest()
        if settings.SECURE_PROXY_SSL_HEADER:
            name, value = settings.SECURE_PROXY_SSL_HEADER
            request.META[name] = value
        answer = SecurityMiddleware(lambda request: HttpResponse()).process_response(request, HttpResponse())
        self.guards = [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in answer.items()
            if name.lower() not in {"content-type", "content-length"}
        ]

    def find(self, scope: Scope) -> Found:
        """Status, headers and file. It touches the disk, so it is asked in a thread."""
        path = scope["path"]
        find: Callable[[str], Any] = self.shelf.find_file if self.shelf.autorefresh else self.shelf.files.get
        kept = None if "\0" in path else find(path)
        if kept is None:
            raise RefusedError(404)
        asked = {
            f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}": value.decode("latin-1")
            for name, value in scope["headers"]
        }
        answer = kept.get_response(scope["method"], asked)
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
        if answer.file is None and not any(name == b"content-length" for name, _value in headers):
            headers.append((b"content-length", b"0"))
        return int(answer.status), headers + self.guards, answer.file
