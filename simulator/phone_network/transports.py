"""Ways to carry a request to the desk: over the wire, or into a test client in the same process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Answer:
    """What came back; header names are lower case."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "")


# (method, url, form, headers) -> (status, headers, body). TimeoutError: the answer came too late.
# ConnectionError: nobody is there. A transport never follows a redirect by itself.
Reply = tuple[int, Mapping[str, str], bytes]
Transport = Callable[[str, str, Mapping[str, str], Mapping[str, str]], Reply]


def wire(timeout: float = 15.0) -> Transport:
    """Real HTTP, for the server."""
    session = requests.Session()
    session.trust_env = False

    def send(method: str, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        data = urlencode(form) if method == "POST" else None
        kind = {"Content-Type": FORM} if method == "POST" else {}
        try:
            answer = session.request(
                method, url, data=data, headers={**headers, **kind}, timeout=timeout, allow_redirects=False
            )
        except requests.exceptions.Timeout as error:
            raise TimeoutError(str(error)) from error
        except requests.exceptions.RequestException as error:
            raise ConnectionError(str(error)) from error
        return answer.status_code, dict(answer.headers), answer.content

    return send


def test_client(client: Any) -> Transport:
    """Into Django's test client (anything with its `generic`), on the host name that the URL names."""

    def send(method: str, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Reply:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        answer = client.generic(
            method,
            path,
            urlencode(form) if method == "POST" else "",
            content_type=FORM,
            secure=parts.scheme == "https",
            **environ,
            SERVER_NAME=parts.hostname or "testserver",
            SERVER_PORT=str(parts.port or (443 if parts.scheme == "https" else 80)),
        )
        streamed = getattr(answer, "streaming", False)
        body = b"".join(answer.streaming_content) if streamed else answer.content
        return answer.status_code, dict(answer.items()), body

    return send


vars(test_client)["__test__"] = False  # pytest must not take it for a test
