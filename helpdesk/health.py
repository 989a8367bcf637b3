"""Is the process alive, can it work, and how much is owed: for container and monitoring."""

import ipaddress
from contextlib import suppress

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from helpdesk.owed_work import OwedWork

OWED = CollectorRegistry()
OWED.register(OwedWork())


def livez(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers at all."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when PostgreSQL and Redis answer, else 503; the body says which of them does not.

    The desk still takes calls with Redis away, so a load balancer should ask /livez.
    """
    state = {"postgresql": "away", "redis": "away"}
    # Whatever keeps one of them from answering, the answer is the same.
    with suppress(Exception), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        state["postgresql"] = "ok"
    with (
        suppress(Exception),
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as client,
    ):
        client.ping()
        state["redis"] = "ok"
    return JsonResponse(state, status=200 if all(value == "ok" for value in state.values()) else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format: numbers of this process and of the work owed in PostgreSQL; nobody's data."""
    if not _may_read_metrics(request):
        return HttpResponse("forbidden", status=403, content_type="text/plain")
    return HttpResponse(generate_latest() + generate_latest(OWED), content_type=CONTENT_TYPE_LATEST)


def _may_read_metrics(request: HttpRequest) -> bool:
    """Whoever has METRICS_TOKEN; without one, whoever asks directly from this machine or its private network."""
    if settings.METRICS_TOKEN:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}")
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False  # it came through the proxy, so the near address says nothing about who asks
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_private
    except ValueError:
        return False
