"""Which requests, parameters and named values the provider's library can send over REST."""

import inspect
import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import parse_qs, urlsplit

from twilio.base import values
from twilio.base.instance_context import InstanceContext
from twilio.base.list_resource import ListResource
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

HOST = "api.twilio.com"
FILLED = "x"
ANY_SID = r"(?:[^/.]+|Twilio\.CURRENT)"
"""The second names, where a recording is asked for, the one that is being recorded now."""
VERBS = ("create", "fetch", "update", "delete", "page")

Parameters = dict[str, frozenset[str]]
"""Name → the values that the library knows for it; an empty set is any value."""


@dataclass(frozen=True)
class Request:
    """One kind of request that the library makes."""

    method: str
    path: re.Pattern[str]
    in_address: Parameters = field(default_factory=dict)
    in_form: Parameters = field(default_factory=dict)

    def problems(self, query: dict[str, list[str]], form: dict[str, list[str]]) -> Iterator[str]:
        for given, allowed in ((query, self.in_address), (form, self.in_form)):
            for name, said in given.items():
                if name not in allowed:
                    yield f"{self.method} {self.path.pattern} has no parameter {name}"
                elif allowed[name] and not set(said) <= allowed[name]:
                    yield f"{name} cannot be {said}, only one of {sorted(allowed[name])}"


# The library does not fetch sound itself; it only tells where that lies (RecordingInstance.media_url).
MEDIA = Request(
    "GET",
    re.compile(r"/2010-04-01/Accounts/[^/]+/Recordings/[^/.]+\.wav"),
    in_address={"RequestedChannels": frozenset("12")},
)


def problems_with(method: str, url: str, body: str = "") -> list[str]:
    """Why the provider would refuse this request; nothing when it would not."""
    parts = urlsplit(url)
    meant = [one for one in known_requests() if one.method == method and one.path.fullmatch(parts.path)]
    if not meant:
        return [f"no {method} {parts.path}"]
    query, form = (parse_qs(text, keep_blank_values=True) for text in (parts.query, body))
    found = [list(one.problems(query, form)) for one in meant]
    return min(found, key=len)


@cache
def known_requests() -> list[Request]:
    """Every request of the account's resources, found by asking the library for each with all that it takes."""
    http = _NotSent()
    account = Client("AC" + "0" * 32, "token", http_client=http).api.v2010.account
    return [MEDIA, *_requests_of(account, http)]


class _Sent(Exception):  # noqa: N818 (how a request is caught on its way out)
    def __init__(self, method: str, url: str, params: dict | None, data: dict | None) -> None:
        self.method, self.url, self.params, self.data = method, url, params or {}, data or {}


class _NotSent(TwilioHttpClient):
    """Catches each request just before it would leave."""

    def request(self, method, url, params=None, data=None, headers=None, auth=None, **_options):
        raise _Sent(method, url, params, data)


def _requests_of(resource: ListResource | InstanceContext, http: TwilioHttpClient) -> Iterator[Request]:
    for verb in VERBS:
        if inspect.isfunction(getattr(type(resource), verb, None)):
            yield _asked(getattr(resource, verb))
    if isinstance(resource, ListResource) and callable(resource):
        yield from _requests_of(resource(*[FILLED] * len(inspect.signature(resource).parameters)), http)
    for name, member in inspect.getmembers(type(resource), lambda one: isinstance(one, property)):
        if not name.startswith("_"):
            below = member.fget(resource)
            if isinstance(below, (ListResource, InstanceContext)):
                yield from _requests_of(below, http)


def _asked(verb) -> Request:
    """What the library sends when `verb` is called with all that it takes."""
    parameters = inspect.signature(verb).parameters.values()
    given = {one.name: f"{FILLED}-{one.name}" for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD}
    named = {f"{FILLED}-{one.name}": _values(verb, one.annotation) for one in parameters}
    try:
        verb(**given)
    except _Sent as sent:
        path = re.escape(urlsplit(sent.url).path)
        path = re.sub(rf"(?<=/)({FILLED}|AC0{{32}})(?=/|\\\.|$)", lambda _match: ANY_SID, path)
        data, params = (
            {name: named.get(value, frozenset()) for name, value in said.items() if value is not values.unset}
            for said in (sent.data, sent.params)
        )
        return Request(sent.method.upper(), re.compile(path), in_address=params, in_form=data)
    raise AssertionError(f"{verb} sent nothing")


def _values(verb, annotation: object) -> frozenset[str]:
    """The values of an enumeration such as CallInstance.UpdateStatus, where the signature names one."""
    for one in typing.get_args(annotation) or [annotation]:
        written = getattr(one, "__forward_arg__", one)
        if isinstance(written, str) and "." in written:
            instance, _dot, name = written.partition(".")
            enumeration = getattr(verb.__globals__[instance], name, None)
            return frozenset(value for key, value in vars(enumeration).items() if key.isupper())
    return frozenset()
