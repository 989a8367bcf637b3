"""The one guard of every door that the telephone provider knocks at."""

from collections.abc import Callable, Iterable
from functools import wraps
from itertools import product
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.http.request import UnreadablePostError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from twilio.request_validator import (
    SIGNATURE_HEADER,
    SIGNATURE_SETTINGS_HEADER,
    RequestValidator,
    get_signature_algorithm,
)

from calls.twilio.addresses import ASK_AGAIN
from calls.twilio.parameters import KNOWN, hidden_in, is_usable, problem_with, unheard_of
from helpdesk.lib.moments import words_of_the_desk

logger = structlog.get_logger(__name__)

Parameters = dict[str, str]
WebhookView = Callable[..., HttpResponse]
FORM = "application/x-www-form-urlencoded"
DATABASE_AWAY = (OperationalError, InterfaceError, InternalError)
"""Gone, closed under us, or (InternalError) a stand-in that takes no writes."""


class NotTheProviderError(Exception):
    """The request is not one that the provider would send; says why, for the log only."""


# The library raises TypeError on what it did not expect: a header that is missing, a body that is no form. Django
# raises the others on a body that it will not read.
REFUSED = (NotTheProviderError, TypeError, ValueError, BadRequest, SuspiciousOperation, UnreadablePostError)


def provider_webhook(
    *,
    acts_on: Iterable[str] = (),
    without_database: Callable[[Parameters], HttpResponse] | None = None,
    needs_call: bool = True,
) -> Callable[[WebhookView], WebhookView]:
    """Guard a webhook: POST only, signed, well-formed. The view gets the parameters as its second argument.

    Whatever does not hold is a 403 that changed nothing. `without_database` answers when PostgreSQL is away.
    `acts_on`: what the view decides by and the provider says there in every request, so that a request which hides it
    in something else is none of the provider's. `needs_call`: the view can say nothing without the SID of a call.
    """
    acts_on = frozenset(acts_on)

    def decorate(view: WebhookView) -> WebhookView:
        @csrf_exempt
        @require_POST
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                parameters = parameters_of(request, acts_on=acts_on, needs_call=needs_call)
            except REFUSED as error:
                logger.warning("webhook_refused", path=request.path, reason=str(error))
                return HttpResponseForbidden()
            # Bound until the request ends, so that the line which says how it ended carries it too.
            structlog.contextvars.bind_contextvars(call_sid=parameters.get("CallSid", ""))
            try:
                with words_of_the_desk():
                    return view(request, parameters, *args, **kwargs)
            except DATABASE_AWAY:
                logger.exception("webhook_without_database", path=request.path)
                return without_database(parameters) if without_database else HttpResponse(status=503)

        # For whoever looks through all doors: what each acts on.
        vars(guarded).update(acts_on=acts_on, needs_call=needs_call)
        return guarded

    return decorate


def parameters_of(request: HttpRequest, *, acts_on: Iterable[str] = (), needs_call: bool = True) -> Parameters:
    """What the provider says, once it is sure that it is the provider who says it."""
    if request.content_type != FORM:
        raise NotTheProviderError("no form")
    _check_signature(request)
    received = dict(request.POST.lists())
    for name, values in received.items():
        if len(values) != 1 and name in KNOWN:
            raise NotTheProviderError(f"repeated {name[:40]!r}")
        if problem := problem_with(name, values[0]):
            raise NotTheProviderError(problem)
    if hidden := hidden_in(received, acts_on):
        raise NotTheProviderError(f"{hidden} is split anew")
    # A name that we do not know may come twice, as a header of a trunk does; nothing is read of it.
    once = {name: values[0] for name, values in received.items() if len(values) == 1}
    parameters = {name: value for name, value in once.items() if is_usable(name, value)}
    if odd := received.keys() - parameters.keys():
        logger.info("webhook_odd_values_ignored", path=request.path, names=sorted(name[:60] for name in odd))
    # The account is not secret, the signature is what counts; this catches a second account's line set up by mistake.
    if parameters.get("AccountSid") != settings.TWILIO_ACCOUNT_SID:
        raise NotTheProviderError("another account")
    if needs_call and "CallSid" not in parameters:
        raise NotTheProviderError("no CallSid")
    if unknown := unheard_of(parameters):
        logger.info("webhook_unknown_parameters", path=request.path, names=unknown)
    return parameters


def why_not_the_provider(environ: dict[str, Any]) -> str:
    """Why a request, whose body is there, is not the provider's; nothing when it is signed.

    Asked on the event loop, before a webhook takes one of the callers' threads, so that strangers, who cannot sign, do
    not stand in line with callers. The webhook decides again, with everything else that a webhook must be.
    """
    request = WSGIRequest(environ)
    try:
        if request.content_type != FORM:
            raise NotTheProviderError("no form")
        _check_signature(request)
    except REFUSED as error:
        return str(error) or type(error).__name__
    return ""


def _check_signature(request: HttpRequest) -> None:
    """HMAC over the address that we gave the provider, never over the Host header, which anyone may choose.

    The provider's page on connection overrides does not say whether it signs their fragment, so both are its own.
    """
    signature = request.headers.get(SIGNATURE_HEADER)
    if not signature:
        raise NotTheProviderError("no signature")
    url = settings.PUBLIC_BASE_URL + request.get_full_path()
    algorithm = get_signature_algorithm(request.headers.get(SIGNATURE_SETTINGS_HEADER))
    for token, address in product(settings.TWILIO_AUTH_TOKENS, (url, url + ASK_AGAIN)):
        if RequestValidator(token).validate(address, request.POST, signature, algorithm):
            return
    raise NotTheProviderError("wrong signature")
