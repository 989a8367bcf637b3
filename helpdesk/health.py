"""Is the process alive, can it work, and how much has it done: for container and monitoring."""

import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest


def livez(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers at all."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> JsonResponse:
    """200 when PostgreSQL and Redis answer, else 503; the body says which of them does not.

    The desk still takes calls with Redis away, so a load balancer should ask /livez.
    """
    state = {"postgresql": _answers(_ask_postgresql), "redis": _answers(_ask_redis)}
    return JsonResponse(state, status=200 if all(value == "ok" for value in state.values()) else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format. Numbers of this process and of the queues of work in PostgreSQL; nobody's data."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def _answers(ask: object) -> str:
    try:
        ask()
    except Exception:  # noqa: BLE001 - whatever keeps it from answering, the answer is the same
        return "away"
    return "ok"


def _ask_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis() -> None:
    redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1).ping()
