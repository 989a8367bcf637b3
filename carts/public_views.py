"""Public pages that a buyer reaches from a recovery mail, not signed in. GET changes nothing (RFC 8058, 3.1)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from carts.models import RecoveryCode, RecoveryStep
from carts.recovery import note_return, unsubscribe
from carts.recovery.links import read_resume_token, read_unsubscribe_token


# The signed token is the whole right to press the button; a mail program that asks for it has no cookie.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resume(request: HttpRequest, token: str) -> HttpResponse:
    """The way back to the cart: a page with the number and the code, and a button that leads to the shop."""
    at = timezone.now()
    step_id = read_resume_token(token, at=at)
    related = ("cart__event", "cart__source__recovery_line", "cart__source__organizer")
    step = RecoveryStep.objects.select_related(*related).filter(pk=step_id).first() if step_id else None
    if step is None:
        return render(request, "carts/recovery/resume_over.html", status=404)
    cart = step.cart
    can_return = cart.source.allows(cart.resume_url)
    if request.method == "POST" and can_return:
        note_return(step, at=at)
        return HttpResponseRedirect(cart.resume_url)
    code = RecoveryCode.objects.valid(at=at).filter(cart=cart).first()
    response = render(request, "carts/recovery/resume.html", {"cart": cart, "code": code, "can_return": can_return})
    if can_return:
        # Browsers apply form-action to the address that a form is redirected to, as well.
        response._csp_update = {  # type: ignore[attr-defined]  # django-csp reads it and declares it nowhere
            "form-action": cart.source.allowed_origins
        }
    return response


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, token: str) -> HttpResponse:
    """One click takes the address off (RFC 8058: a POST without cookie or token); GET asks first."""
    address = read_unsubscribe_token(token)
    if address is None:
        return render(request, "carts/recovery/unsubscribe_unknown.html", status=404)
    if request.method == "POST":
        unsubscribe(address)
        return render(request, "carts/recovery/unsubscribed.html", {"address": address})
    return render(request, "carts/recovery/unsubscribe.html", {"address": address})
