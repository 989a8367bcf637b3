"""Doors for email providers: nobody gets in without the secret, and what is taken is written down before the answer."""

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from helpdesk.lib.safe_http import FetchError
from helpdesk.mail.hooks.events import keep_events, read_events
from helpdesk.mail.hooks.letters import SUBSCRIBING, TooLargeError, keep_letters, read_letters
from helpdesk.mail.hooks.secrets import refusal_of
from helpdesk.mail.hooks.signatures import confirm_subscription, is_signed, keys_of
from helpdesk.mail.inbox import LARGEST
from helpdesk.mail.models import Provider

logger = structlog.get_logger(__name__)

MOST_BYTES = 40 * 1024 * 1024
"""Of a request: a mail of LARGEST in base64, and what stands around it."""


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def mime(request: HttpRequest, provider: str) -> HttpResponse:
    """POST /mail/hooks/mailgun/mime: a mail that the provider took for us. 200 once it is in PostgreSQL, whatever it
    is; 413 when it is larger than 25 MB."""
    body = _posted(request, provider)
    if isinstance(body, HttpResponse):
        return body
    try:
        keep_letters(read_letters(provider, request, body))
    except TooLargeError:
        return _too_large()
    return _say(200, "Kept.")


@csrf_exempt
@require_http_methods(["HEAD", "POST"])
def events(request: HttpRequest, provider: str) -> HttpResponse:
    """POST /mail/hooks/mailgun/events: what became of mails that we sent. 200 also for those that we know nothing of;
    400 for what is no event, so that the provider's own list of failures shows it. Amazon's question becomes a case."""
    body = _posted(request, provider)
    if isinstance(body, HttpResponse):
        return body
    try:
        found = read_events(provider, request)
    except Exception as error:  # noqa: BLE001 - the library raises whatever it stumbles on
        if provider == Provider.AMAZON_SES and SUBSCRIBING in body:
            keep_letters(read_letters(provider, request, body))
            return _say(200, "Kept.")
        logger.warning("hook_not_understood", provider=provider, error=f"{type(error).__name__}: {error}"[:200])
        return _say(400, "These are no delivery events.")
    keep_events(provider, found)
    return _say(200, "Kept.")


def _posted(request: HttpRequest, provider: str) -> bytes | HttpResponse:
    """The body of a request that is the provider's, or the refusal. Who it is comes first, before the body is read."""
    if provider not in Provider.values or not settings.EMAIL_WEBHOOK_SECRETS:
        raise Http404("There is no such webhook, or EMAIL_WEBHOOK_SECRET is not set.")
    if request.method == "HEAD":  # Mandrill asks thus whether there is such an address, before it saves it
        return HttpResponse()
    if code := refusal_of(request.headers.get("Authorization", "")):
        logger.warning("hook_refused", provider=provider, code=code)
        response = _say(code, "This address takes requests with the desk's EMAIL_WEBHOOK_SECRET only.")
        if code == 401:
            response["WWW-Authenticate"] = 'Basic realm="email provider"'
        return response
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return _too_large()
    body = request.read(MOST_BYTES + 1)
    # Django's own `body` refuses what is longer than any page's form; the library reads it there.
    request._body = body
    try:
        if not is_signed(provider, request, body):
            logger.warning("hook_refused", provider=provider, code=403)
            return _say(403, "The signature is not that of the desk's EMAIL_SIGNING_KEYS or MAILGUN_SIGNING_KEY.")
        # Amazon signed it, and the administrator named the topic: there is nothing that a person could decide.
        if provider == Provider.AMAZON_SES and SUBSCRIBING in body and keys_of(provider):
            confirm_subscription(body)
            return _say(200, "Confirmed.")
    except FetchError as error:
        # Amazon asks again after this, and after no answer that begins with 4.
        logger.warning("hook_not_checked", provider=provider, error=str(error))
        return _say(503, "Amazon could not be asked. Please try again later.")
    except ValueError:
        pass  # no question, it only has the word in it
    return body


def _too_large() -> HttpResponse:
    return _say(413, f"An email has at most {LARGEST} bytes (25 MB), and a request {MOST_BYTES}.")


def _say(code: int, words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=code, content_type="text/plain; charset=utf-8")
