"""Settings pages of the mailboxes that the desk fetches its mail from."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, admin_required
from helpdesk.configuration.mailbox_forms import FORMS
from helpdesk.configuration.mailbox_sign_in import PROVIDERS, redirect_address
from helpdesk.lib import settings_rows
from helpdesk.lib.moments import say_moment
from helpdesk.mail.mailboxes import ADVICE, MailboxError, configure_mailbox, delete_mailbox, trouble_of, try_mailbox
from helpdesk.mail.models import Mailbox, MailboxGrant


@admin_required
@require_GET
def mailboxes(request: HttpRequest) -> HttpResponse:
    """GET /settings/mailboxes/"""
    rows = [
        {
            "pk": row.pk,
            "label": row.name,
            "url": reverse("configuration:mailbox", args=[row.pk]),
            "is_active": row.is_active,
            "values": [row.address, ", ".join(row.folders), state_of(row)],
        }
        for row in Mailbox.objects.all()
    ]
    context = {
        "headings": [_("Mailbox"), _("Email address"), _("Folders"), _("State")],
        "rows": rows,
        "add_url": reverse("configuration:new_mailbox"),
        "add_label": _("Add mailbox"),
        "empty_title": _("No mailbox yet"),
        "empty_text": _("Add the mailbox that your customers write to: its emails become cases."),
    }
    return render(request, "settings_list.html", context)


@admin_required
@require_GET
def new_mailbox(request: HttpRequest) -> HttpResponse:
    """GET /settings/mailboxes/new/: where is it?"""
    return render(request, "helpdesk/mailboxes/new.html", {"back": "configuration:mailboxes"})


@admin_required
@require_http_methods(["GET", "POST"])
def mailbox(request: HttpRequest, pk: int | None = None, sign_in: str = Mailbox.SignIn.PASSWORD) -> HttpResponse:
    """/settings/mailboxes/3/ and /settings/mailboxes/new/microsoft/, with the steps to take at the provider."""
    begun = {"sign_in": sign_in, "folders": ["INBOX"], "fetch_since": timezone.localdate()}
    row = get_object_or_404(Mailbox, pk=pk) if pk else Mailbox(**begun)
    form = FORMS[row.sign_in](request.POST if request.method == "POST" else None, instance=row)
    answer = settings_rows.edit(
        request,
        form,
        row=row,
        save=lambda: configure_mailbox(form.instance, secret=form.cleaned_data["secret"]),
        back="configuration:mailboxes",
        context=context_of(row),
    )
    if answer.status_code == 302 and row.is_by_person and not hasattr(row, "grant"):
        return redirect("configuration:mailbox", row.pk)  # the next step is there
    return answer


@admin_required
@require_POST
def remove_mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /settings/mailboxes/3/delete/"""
    row = get_object_or_404(Mailbox, pk=pk)
    return settings_rows.remove(request, row, by=lambda: delete_mailbox(row), back="configuration:mailboxes")


@admin_required
@require_POST
def try_one(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/mailboxes/3/test/: what is there, or what is wrong and what to do about it."""
    row = get_object_or_404(Mailbox, pk=pk)
    context = context_of(row) | {"form": FORMS[row.sign_in](instance=row), "row": row}
    context |= {"back": "configuration:mailboxes", **settings_rows.effects_of_deleting(row)}
    try:
        context["trial"] = try_mailbox(row, to=request.user.email)
    except MailboxError as error:
        context |= {"failed": error, "words": Mailbox.Problem(error.problem).label, "advice": ADVICE[error.problem]}
    return render(request, "helpdesk/mailboxes/mailbox.html", context)


def state_of(mailbox: Mailbox) -> str:
    """One line for the list."""
    if not mailbox.is_active:
        return _("Switched off")
    if trouble := trouble_of(mailbox):
        return str(trouble["what"])
    if mailbox.last_success_at is None:
        return _("Not checked yet")
    return _("Works. Last checked: %(moment)s") % {"moment": say_moment(mailbox.last_success_at)}


def context_of(row: Mailbox) -> dict[str, Any]:
    return {
        "template": "helpdesk/mailboxes/mailbox.html",
        "title": _("Add mailbox: %(provider)s") % {"provider": row.get_sign_in_display()},
        "sign_in": row.sign_in,
        "provider": PROVIDERS.get(row.provider),
        "redirect_address": redirect_address(row.provider) if row.is_by_person else "",
        "grant": MailboxGrant.objects.filter(mailbox=row.pk).first() if row.pk else None,
        "delete_url": row.pk and reverse("configuration:delete_mailbox", args=[row.pk]),
        "trouble": trouble_of(row) if row.pk else None,
    }
