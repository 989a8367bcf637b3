"""Pages of the settings as a whole: their home, the help, email, and the checklist of the first day."""

from email.utils import parseaddr

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carts.models import CartSource
from helpdesk.accounts.access import DeskRequest, admin_required, agent_required, manager_required
from helpdesk.configuration.checklist import dismiss_checklist, steps_for
from helpdesk.configuration.forms import SuppressForm
from helpdesk.configuration.handbook import CHAPTERS, read_chapter
from helpdesk.configuration.lookup import find_pages, pages_for
from helpdesk.configuration.trial_mail import last_test_mail, send_test_mail
from helpdesk.lib.parameters import get_text
from helpdesk.mail.models import Provider, ProviderHook, Suppression
from helpdesk.mail.suppression import release_address, suppress_address
from tickets.inbound.copies import copies_address

SHOWN = 100
COMING_BACK = "first_day"
"""In the session while an admin goes through the checklist, so that the pages that it leads to lead back."""


@manager_required
@require_GET
def home(request: DeskRequest) -> HttpResponse:
    """GET /settings/?q=: every page of settings, or those that fit. Enter opens the only one that does."""
    asked = get_text(request.GET, "q")
    found = find_pages(pages_for(request.user), asked)
    if asked and len(found) == 1 and not request.htmx:
        return redirect(found[0]["route"])
    template = "helpdesk/_settings_found.html" if request.htmx else "helpdesk/settings_home.html"
    return render(request, template, {"asked": asked, "found": found})


@agent_required
@require_GET
def handbook(request: HttpRequest) -> HttpResponse:
    """GET /handbook/: what can be read."""
    return render(request, "helpdesk/help.html", {"chapters": CHAPTERS.items()})


@agent_required
@require_GET
def chapter(request: HttpRequest, name: str) -> HttpResponse:
    """GET /handbook/telephony/: one page of docs/, of the version that runs here."""
    if name not in CHAPTERS:
        raise Http404
    return render(request, "helpdesk/help_page.html", {"chapter": read_chapter(name)})


@admin_required
@require_GET
def email(request: DeskRequest) -> HttpResponse:
    """GET /settings/email/: what mails come from, and what became of the last test."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    hooks = []
    if settings.EMAIL_WEBHOOK_SECRETS:
        # What to enter at each provider, and what came from there. Without a secret the addresses are closed.
        rows = ProviderHook.objects.in_bulk()
        hooks = [
            {"name": name, "row": rows.get(key), "posts_mail": Provider(key).posts_mail}
            | {door: settings.PUBLIC_BASE_URL + reverse(f"hooks:{door}", args=[key]) for door in ("mime", "events")}
            for key, name in Provider.choices
        ]
    context = {
        "sender_name": name,
        "sender_address": address,
        "bounces_to": settings.MAIL_ENVELOPE_FROM,
        "inbound_domain": settings.INBOUND_MAIL_DOMAIN,
        "copies_address": copies_address(),
        "server": settings.EMAIL_HOST,
        "hooks": hooks,
        "postal_address": settings.POSTAL_ADDRESS,
        "shops": CartSource.objects.select_related("organizer"),
        "test": last_test_mail(request.user),
    }
    return render(request, "helpdesk/email.html", context)


@admin_required
@require_POST
def send_test(request: DeskRequest) -> HttpResponse:
    """POST /settings/email/test/: a mail to whoever presses it."""
    send_test_mail(request.user)
    messages.success(request, _("Test email to %(address)s is on its way.") % {"address": request.user.email})
    return redirect("configuration:email")


@admin_required
@require_http_methods(["GET", "POST"])
def suppressions(request: HttpRequest) -> HttpResponse:
    """/settings/suppressed-addresses/?q=: the newest, or those that hold what was typed; and one more by hand."""
    form = SuppressForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        row = suppress_address(form.cleaned_data["address"], reason=Suppression.Reason.MANUAL)
        messages.success(request, _("%(address)s gets no recovery emails.") % {"address": row})
        return redirect("configuration:suppressions")
    asked = get_text(request.GET, "q")
    rows = Suppression.objects.filter(address__icontains=asked)[: SHOWN + 1]
    context = {"form": form, "asked": asked, "rows": rows[:SHOWN], "has_more": len(rows) > SHOWN, "shown": SHOWN}
    return render(request, "helpdesk/suppressions.html", context, status=422 if form.is_bound else 200)


@admin_required
@require_POST
def release(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/suppressed-addresses/3/release/: its owner asked for it."""
    row = get_object_or_404(Suppression, pk=pk)
    release_address(row, by=request.user)
    messages.success(request, _("%(address)s can get recovery emails again.") % {"address": row})
    return redirect("configuration:suppressions")


@admin_required
@require_GET
def first_day(request: DeskRequest) -> HttpResponse:
    """GET /settings/first-day/: what a desk needs before it can work, and which of it is there."""
    steps = steps_for(request.user)
    to_do = [step for step in steps if not step["is_done"]]
    request.session[COMING_BACK] = bool(to_do)
    context = {"steps": steps, "done": len(steps) - len(to_do), "next": to_do[0] if to_do else None}
    return render(request, "helpdesk/first_day.html", context)


@admin_required
@require_POST
def dismiss(request: DeskRequest) -> HttpResponse:
    """POST /settings/first-day/dismiss/: land in the inbox from now on."""
    dismiss_checklist(request.user, at=timezone.now())
    request.session.pop(COMING_BACK, None)
    return redirect("home")
