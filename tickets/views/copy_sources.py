"""Settings pages: who lets us have copies of what they send, and the domains that we send from."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, admin_required
from helpdesk.lib import settings_rows
from helpdesk.lib.moments import say_day
from tickets.forms.ledger import CopySourceForm, SendingDomainForm
from tickets.ledger import sources
from tickets.ledger.settings import configure_domain, configure_source, delete_domain
from tickets.ledger.silences import say_silences
from tickets.models import CopySource, SendingDomain, SourceKind


@admin_required
@require_GET
def copy_sources(request: DeskRequest) -> HttpResponse:
    """GET /settings/copies/: who sends copies, since when, how many days are silent, and who is silent now."""
    silent = say_silences(SourceKind.COPIES)
    rows = [
        {
            "pk": row["pk"],
            "label": row["name"],
            "url": reverse("tickets:copy_source", args=[row["pk"]]),
            "is_active": True,
            "values": (
                row["door"],
                say_day(row["since"], year=True),
                row["newest"] and say_day(row["newest"], year=True),
                len(row["silent"]),
                silent.get(str(row["pk"])),
            ),
        }
        for row in sources(at=timezone.now())
        if row["pk"]
    ]
    context = {
        "headings": [_("Source"), _("Comes by"), _("Complete since"), _("Newest"), _("Silent days"), _("Status")],
        "rows": rows,
        "add_url": reverse("tickets:new_copy_source"),
        "add_label": _("Add source"),
        "empty_title": _("Nobody sends copies yet"),
        "empty_text": _("Let the shop's mail server send a hidden copy of each email, or let its program post them."),
    }
    return render(request, "settings_list.html", context)


@admin_required
@require_http_methods(["GET", "POST"])
def copy_source(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """/settings/copies/3/ and /settings/copies/new/"""
    row = get_object_or_404(CopySource, pk=pk) if pk else CopySource(door=CopySource.Door.API)
    form = CopySourceForm(request.POST if request.method == "POST" else None, instance=row)
    return _edit(request, form, title=_("Add source"), back="tickets:copy_sources")


@admin_required
@require_GET
def sending_domains(request: DeskRequest) -> HttpResponse:
    """GET /settings/sending-domains/: a signature of these says that a mail is ours."""
    rows = [
        {
            "pk": row.pk,
            "label": row.name,
            "url": reverse("tickets:sending_domain", args=[row.pk]),
            "is_active": True,
            "values": (),
        }
        for row in SendingDomain.objects.all()
    ]
    context = {
        "headings": [_("Domain")],
        "rows": rows,
        "add_url": reverse("tickets:new_sending_domain"),
        "add_label": _("Add domain"),
        "empty_title": _("No domain yet"),
        "empty_text": _(
            "Add the domains that you and your shops send from: signatures of saved emails are then checked."
        ),
    }
    return render(request, "settings_list.html", context)


@admin_required
@require_http_methods(["GET", "POST"])
def sending_domain(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """/settings/sending-domains/3/ and /settings/sending-domains/new/"""
    row = get_object_or_404(SendingDomain, pk=pk) if pk else SendingDomain()
    form = SendingDomainForm(request.POST if request.method == "POST" else None, instance=row)
    return _edit(request, form, title=_("Add domain"), back="tickets:sending_domains")


@admin_required
@require_POST
def delete_sending_domain(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/sending-domains/3/delete/"""
    row = get_object_or_404(SendingDomain, pk=pk)
    return settings_rows.remove(request, row, by=lambda: delete_domain(row), back="tickets:sending_domains")


def _edit(request: DeskRequest, form: forms.ModelForm, *, title: str, back: str) -> HttpResponse:
    row = form.instance
    is_domain = isinstance(row, SendingDomain)
    delete_url = reverse("tickets:delete_sending_domain", args=[row.pk]) if is_domain and row.pk else None
    return settings_rows.edit(
        request,
        form,
        row=row,
        save=lambda: configure_domain(row) if is_domain else configure_source(row),
        back=back,
        context={"title": title, "delete_url": delete_url},
    )
