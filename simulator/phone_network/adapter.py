"""Plugs the REST API into a `requests` session of the same process."""

import base64
import binascii
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import parse_qs

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

if TYPE_CHECKING:
    from .network import Network


class NetworkAdapter(BaseAdapter):
    """`session.mount("https://api.twilio.com", NetworkAdapter(network))` and the provider is in the room."""

    def __init__(self, network: "Network") -> None:
        super().__init__()
        self.network = network

    def send(
        self,
        request: requests.PreparedRequest,
        stream: object = False,
        timeout: float | tuple[float | None, float | None] | None = None,
        verify: object = True,
        cert: object = None,
        proxies: object = None,
    ) -> requests.Response:
        patience = timeout[1] if isinstance(timeout, tuple) else timeout
        credentials = request.headers.get("Authorization", "")
        answer = self.network.rest_door.request(
            request.method or "GET",
            request.url or "",
            form_data(cast("bytes | str | None", request.body)),  # nobody streams a form
            basic_credentials(credentials if isinstance(credentials, str) else credentials.decode()),
            timeout=patience,
        )
        response = requests.Response()
        response.status_code = answer.status
        response.headers = CaseInsensitiveDict({"Content-Type": answer.content_type, **answer.headers})
        response.url, response.request, response.encoding = request.url or "", request, "utf-8"
        # requests offers no other way to hand over a finished body, also to one who asks for it as a stream.
        response._content, response._content_consumed = answer.body, True
        return response

    def close(self) -> None:
        """Nothing is held open."""


def form_data(body: bytes | str | None) -> dict[str, Any]:
    """A posted form; a name that comes several times is a list."""
    text = body.decode() if isinstance(body, bytes) else body or ""
    fields = parse_qs(text, keep_blank_values=True)
    return {name: values if len(values) > 1 else values[0] for name, values in fields.items()}


def basic_credentials(header: str) -> tuple[str, str] | None:
    """User and password of an Authorization header, None when there is none to be read."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user, password
