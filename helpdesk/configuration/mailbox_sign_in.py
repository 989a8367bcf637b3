"""The doors through which an admin signs a mailbox in at Microsoft or Google, comes back, and signs it out."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from helpdesk.accounts.access import admin_required
from helpdesk.mail.mailboxes import ADVICE, MailboxError, begin_sign_in, complete_sign_in, forget_grant, take_sign_in
from helpdesk.mail.models import Mailbox
from helpdesk.mail.models.mailboxes import BY_PERSON

PROVIDERS = {"microsoft": "Microsoft", "google": "Google"}
ANSWERS = ("code", "iss", "error", "error_description")


def redirect_address(provider: str) -> str:
    """Exactly as it must stand in the app: at the public address of the desk, whatever the visitor called it."""
    return settings.PUBLIC_BASE_URL + reverse(f"configuration:{provider}_signed_in")


@admin_required
@require_POST
def sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /settings/mailboxes/3/sign-in/: who should sign in, and the link.

    No redirect: the policy for forms (form-action) would stop it, as a provider may redirect to any other sign-in.
    """
    row = get_object_or_404(Mailbox, pk=pk, sign_in__in=BY_PERSON)
    address = redirect_address(row.provider)
    url = begin_sign_in(row, session_key=request.session.session_key or "", redirect_to=address)
    context = {"row": row, "provider": PROVIDERS[row.provider], "url": url}
    return render(request, "helpdesk/mailboxes/sign_in.html", context)


@admin_required
@require_GET
def signed_in(request: HttpRequest, provider: str) -> HttpResponse:
    """GET /settings/mailboxes/signed-in/google/: back from the provider, with a code or the reason for none."""
    told = {name: request.GET[name] for name in ANSWERS if name in request.GET}
    session_key = request.session.session_key or ""
    begun = take_sign_in(request.GET.get("state", ""), session_key=session_key, provider=provider)
    if begun is None:
        say_problem(request, MailboxError(Mailbox.Problem.LATE))
        return redirect("configuration:mailboxes")
    try:
        grant = complete_sign_in(begun, told, redirect_to=redirect_address(provider))
    except MailboxError as error:
        say_problem(request, error)
    else:
        words = _("Signed in as %(user)s. The desk fetches the emails of %(mailbox)s from now on; test it.")
        messages.success(request, words % {"user": grant.user or PROVIDERS[provider], "mailbox": begun.mailbox})
    return redirect("configuration:mailbox", begun.mailbox_id)


@admin_required
@require_POST
def sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /settings/mailboxes/3/sign-out/"""
    row = get_object_or_404(Mailbox, pk=pk, sign_in__in=BY_PERSON)
    is_known_there = forget_grant(row)
    words = _("%(mailbox)s is signed out: the desk has forgotten what it was granted.")
    messages.success(request, words % {"mailbox": row})
    if not is_known_there:
        words = _("%(provider)s was not told. Whoever signed in can remove the app there, too, under their account.")
        messages.warning(request, words % {"provider": PROVIDERS[row.provider]})
    return redirect("configuration:mailbox", row.pk)


def say_problem(request: HttpRequest, error: MailboxError) -> None:
    """What it is, what to do, and what the provider said."""
    parts = [f"{Mailbox.Problem(error.problem).label}.", str(ADVICE[error.problem])]
    if error.detail:
        parts.append(_("Answer: %(words)s") % {"words": error.detail})
    messages.error(request, " ".join(parts))
