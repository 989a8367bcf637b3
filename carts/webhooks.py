"""Webhooks of the shops: signed events from their servers, evidence from their buyers' browsers."""

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from carts.ingest import MOST_EVENTS, ingest_events
from carts.ingest.reports import BadBatchError, clock_skew, read_json
from carts.ingest.signatures import SignatureError, verify
from carts.ingest.signing_secrets import signing_secrets
from carts.models import CartSource
from helpdesk.lib.networks import network_of
from helpdesk.lib.rates import is_too_often

logger = structlog.get_logger(__name__)

MOST_BYTES = 1024 * 1024
MOST_BEACON_BYTES = 64 * 1024
MOST_BEACON_EVENTS_A_MINUTE = 120


@csrf_exempt
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """POST /api/v1/carts/events: up to 500 events and 1 MiB, signed as Standard Webhooks has it.

    202 with a result for each event; 403 when the signature does not fit; 400 when the body is not JSON.
    """
    body = _body(request, most=MOST_BYTES)
    if body is None:
        return _refuse(413, "too_large", f"A batch has at most {MOST_BYTES} bytes.")
    source = CartSource.objects.filter(
        public_id=request.headers.get("x-cart-source", "").replace("\0", ""), is_active=True
    ).first()
    try:
        if source is None:
            raise SignatureError("x-cart-source names no shop that is in use.")
        verify(request.headers, body, secrets=signing_secrets(source), at=timezone.now())
    except SignatureError as error:
        logger.warning("cart_events_refused", source=source and source.public_id, error=str(error))
        return _refuse(403, "bad_signature", str(error))
    return _ingest(body, source=source, is_from_browser=False)


@csrf_exempt
@require_http_methods(["POST", "OPTIONS"])
def beacon(request: HttpRequest) -> HttpResponse:
    """POST /api/v1/carts/beacon: what a buyer's browser saw go wrong. Evidence only, and never an order.

    A publishable key is no secret: the origin keeps other people's pages out, the rate keeps a script in bounds,
    and the fold believes nothing but trouble from here.
    """
    origin = request.headers.get("origin", "")
    if request.method == "OPTIONS":
        known = CartSource.objects.filter(allowed_origins__contains=[origin], is_active=True).exists()
        return _with_cors(HttpResponse(status=204 if known else 403), origin if known else "")
    body = _body(request, most=MOST_BEACON_BYTES)
    if body is None:
        return _refuse(413, "too_large", f"A beacon has at most {MOST_BEACON_BYTES} bytes.")
    try:
        batch = read_json(body)
        key = batch.get("key")
    except BadBatchError as error:
        return _refuse(400, "bad_json", str(error))
    source = None
    if isinstance(key, str) and origin and "\0" not in key + origin:
        source = CartSource.objects.filter(publishable_key=key, is_active=True).first()
    if source is None or origin not in source.allowed_origins:
        return _refuse(403, "bad_origin", "No shop has this key and this origin.")
    reported = batch.get("events")
    count = max(len(reported), 1) if isinstance(reported, list) else 1
    sender = f"beacon:{source.pk}:{network_of(request.META.get('REMOTE_ADDR', ''))}"
    if is_too_often(sender, most=MOST_BEACON_EVENTS_A_MINUTE, count=count):
        return _with_cors(_refuse(429, "too_fast", "Too many beacons; try again in a minute."), origin)
    return _with_cors(_ingest(body, source=source, is_from_browser=True), origin)


def _ingest(body: bytes, *, source: CartSource, is_from_browser: bool) -> HttpResponse:
    received_at = timezone.now()
    try:
        batch = read_json(body)
        skew = clock_skew(batch.get("sent_at"), received_at=received_at)
    except BadBatchError as error:
        return _refuse(400, "bad_json", str(error))
    reported = batch.get("events")
    if not isinstance(reported, list):
        return _refuse(400, "bad_json", "events is not a list.")
    if is_from_browser and isinstance(batch.get("cart"), str):
        reported = [{"cart": batch["cart"]} | event if isinstance(event, dict) else event for event in reported]
    if len(reported) > MOST_EVENTS:
        return _refuse(413, "too_many", f"A batch has at most {MOST_EVENTS} events.")
    results = ingest_events(
        source, events=reported, received_at=received_at, skew=skew, is_from_browser=is_from_browser
    )
    return JsonResponse({"results": results}, status=202)


def _body(request: HttpRequest, *, most: int) -> bytes | None:
    """The body, or None when it is longer than `most`; a longer one is not read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > most:
        return None
    body = request.read(most + 1)
    return body if len(body) <= most else None


def _with_cors(response: HttpResponse, origin: str) -> HttpResponse:
    """Let the page of an allowed origin read the answer; no cookie is ever part of it."""
    if origin:
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Allow-Headers"] = "content-type"
        response["Access-Control-Allow-Methods"] = "POST"
    response["Vary"] = "Origin"
    return response


def _refuse(status: int, code: str, detail: str) -> JsonResponse:
    return JsonResponse({"code": code, "detail": detail}, status=status)
