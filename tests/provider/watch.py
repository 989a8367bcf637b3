"""Looks over the desk's shoulder in every test: what it answers the provider, what it asks, and what that costs."""

import re
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from functools import wraps
from threading import local
from typing import Any
from urllib.parse import urlsplit

import requests
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from tests.provider import consent, documents, rest

MOST_QUERIES = 12
DOORS = "/twilio/"
REST = re.compile(r"/2010-04-01/")
TRANSACTION_CONTROL = re.compile(r"(^|true\); )(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)")
"""The audit sets its context in front of a statement, a savepoint too."""

complaints: list[str] = []
"""What the provider would have refused since the test began, and the webhooks that asked too much."""
knocked: Counter[str] = Counter()
"""How often each door of the provider was knocked at and let in, by the name of its route."""

told: set[str] = set()
"""The calls whose callers heard the notice of the main line to its end."""

_now = local()


def begin() -> None:
    """Forget what earlier tests did."""
    complaints.clear()
    knocked.clear()
    told.clear()


def install() -> None:
    """Watch from now on, in every thread of this process."""
    BaseHandler.get_response = _watched(BaseHandler.get_response)
    requests.Session.send = _listened(requests.Session.send)
    sys.addaudithook(_connections)


def _watched(get_response: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(get_response)
    def watched(handler: BaseHandler, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(DOORS):
            return get_response(handler, request)
        with _inside_webhook(request.path) as queries:
            response = get_response(handler, request)
        if response.status_code < 300:
            knocked[_route(request)] += 1
            if len(queries) > MOST_QUERIES:
                asked = "\n  ".join(queries)
                complaints.append(f"{request.path} needs {len(queries)} queries, not {MOST_QUERIES}:\n  {asked}")
        if "xml" in response.get("Content-Type", ""):
            said = response.content.decode()
            is_told = _is_told(request)
            problems = documents.problems_with(said) or consent.problems_with(said, is_said=is_told)
            complaints.extend(f"{request.path}: {problem} in {said}" for problem in problems)
        return response

    return watched


def _is_told(request: HttpRequest) -> bool:
    """Whether this caller's key was not pressed before the notice ended: each later door knows it too."""
    sid = request.POST.get("CallSid", "")
    if request.path.endswith("/menu/heard"):
        told.add(sid)
    return sid in told


def _route(request: HttpRequest) -> str:
    try:
        return resolve(request.path).view_name
    except Resolver404:
        return request.path


@contextmanager
def _inside_webhook(path: str):
    """The statements that it sends to the database; whatever else it asks is a complaint."""
    queries: list[str] = []

    def count(execute: Callable, sql: Any, params: Any, many: bool, context: dict) -> Any:
        if not TRANSACTION_CONTROL.search(str(sql)):
            queries.append(str(sql)[:200])
        return execute(sql, params, many, context)

    _now.webhook = path
    try:
        with connection.execute_wrapper(count):
            yield queries
    finally:
        _now.webhook = ""


def _listened(send: Callable[..., requests.Response]) -> Callable[..., requests.Response]:
    @wraps(send)
    def listened(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        if webhook := getattr(_now, "webhook", ""):
            complaints.append(f"{webhook} asked for {request.method} {request.url}")
        if REST.search(request.url or ""):
            body = request.body.decode() if isinstance(request.body, bytes) else str(request.body or "")
            for problem in rest.problems_with(request.method or "", request.url or "", body):
                complaints.append(f"{request.method} {request.url}: {problem}")
        return send(session, request, **options)

    return listened


def _connections(event: str, details: tuple) -> None:
    """Python's own hook for every socket. The database speaks through libpq, so only Redis is left to be allowed."""
    if event == "socket.connect" and (webhook := getattr(_now, "webhook", "")):
        address = details[1]
        if not _is_redis(address):
            complaints.append(f"{webhook} connected to {address}")


def _is_redis(address: Any) -> bool:
    from django.conf import settings

    return isinstance(address, str) or address[1] == urlsplit(settings.REDIS_URL).port
