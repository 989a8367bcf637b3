"""Settings pages of shops, and the preview of the mail that their buyers get."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carts.forms import ShopForm, WordingForm
from carts.ingest.shops import configure_shop, delete_shop
from carts.models import Cart, CartSource
from carts.recovery.preview import in_theme, preview_mail
from carts.recovery.wording import PARTS, PLACEHOLDERS, configure_wording, reset_wording, wording_in
from escalation.models import Line
from helpdesk.accounts.access import admin_required
from helpdesk.lib import settings_rows
from helpdesk.lib.errands import errand_to
from helpdesk.lib.parameters import get_choice, get_key
from helpdesk.lib.sealed_pages import sealed_page
from tickets.ledger.silences import say_silences
from tickets.models import Organizer, SourceKind


@admin_required
@require_GET
def shops(request: HttpRequest) -> HttpResponse:
    """GET /settings/shops/"""
    silent = say_silences(SourceKind.SHOP)
    rows = [
        {
            "pk": shop.pk,
            "label": shop.name,
            "url": reverse("carts:shop", args=[shop.pk]),
            "is_active": shop.is_active,
            "values": [shop.organizer, shop.recovery_line, ", ".join(shop.allowed_origins), silent.get(str(shop.pk))],
        }
        for shop in CartSource.objects.select_related("organizer", "recovery_line")
    ]
    context = {
        "headings": [_("Shop"), _("Organizer"), _("Recovery number"), _("Web addresses"), _("Status")],
        "rows": rows,
        "add_url": reverse("carts:new_shop"),
        "add_label": _("Add shop"),
        "empty_title": _("No shop yet"),
        "empty_text": _("Connect a shop to see its carts, and to help buyers whose checkout fails."),
    }
    return render(request, "settings_list.html", context)


@admin_required
@require_http_methods(["GET", "POST"])
def shop(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """/settings/shops/3/ and /settings/shops/new/, with what the shop's programmers need."""
    row = get_object_or_404(CartSource, pk=pk) if pk else CartSource()
    form = ShopForm(request.POST if request.method == "POST" else None, instance=row)
    base = settings.PUBLIC_BASE_URL.rstrip("/")
    facts = [
        (_("Address for events"), base + reverse("carts:events")),
        (_("Address for the browser"), base + reverse("carts:beacon")),
        (_("Public ID"), row.public_id),
        (_("Publishable key"), row.publishable_key),
    ]
    context = {
        "title": _("Add shop"),
        "delete_url": pk and reverse("carts:delete_shop", args=[pk]),
        "facts_title": _("For the shop's developers"),
        "facts": pk and facts,
        "needs": [] if pk else _missing(request),
    }
    return settings_rows.edit(
        request,
        form,
        row=row,
        save=lambda: configure_shop(form.instance, secrets=form.cleaned_data["signing_secret"]),
        back="carts:shops",
        context=context,
    )


@admin_required
@require_POST
def remove_shop(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /settings/shops/3/delete/"""
    row = get_object_or_404(CartSource, pk=pk)
    return settings_rows.remove(request, row, by=lambda: delete_shop(row), back="carts:shops")


@admin_required
@require_http_methods(["GET", "POST"])
def recovery_email(request: HttpRequest) -> HttpResponse:
    """/settings/recovery-email/?shop=3&problem=&language=: what a buyer gets, light, dark and as plain text, and its
    wording. A POST with then=preview shows the mail in words that are not saved."""
    shops = CartSource.objects.select_related("organizer", "recovery_line")
    shop = shops.filter(pk=get_key(request.GET, "shop") or 0).first() or shops.first()
    # "" is a choice of its own: buyers who left without a problem.
    asked = request.GET if "problem" in request.GET else QueryDict("problem=discount_rejected")
    chosen = {"problem": get_choice(asked, "problem", Cart.Problem.values), "language": _language(request)}
    wording = wording_in(chosen["language"])
    is_saved = wording.pk is not None
    form = WordingForm(request.POST if request.method == "POST" else None, instance=wording)
    address = f"{request.path}?{urlencode(chosen | ({'shop': shop.pk} if shop else {}))}"
    is_preview = bool(get_choice(request.POST, "then", {"preview"}))
    if form.is_bound and form.is_valid() and not is_preview:
        try:
            configure_wording(wording)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Wording saved. Emails from now on use it."))
            return redirect(address)
    context: dict[str, Any] = {
        "shop": shop,
        "shops": shops,
        "languages": settings.LANGUAGES,
        "problems": Cart.Problem.choices,
        "form": form,
        "is_saved": is_saved,
        "is_preview": is_preview,
        "placeholders": PLACEHOLDERS,
        "address": address,
        **chosen,
    }
    if shop:
        context["mail"] = preview_mail(shop, problem=chosen["problem"], wording=wording, at=timezone.now())
        unsaved = {name: getattr(wording, name) for name in PARTS} if is_preview else {}
        context["query"] = urlencode(chosen | unsaved)
        context["desk_language"] = dict(settings.LANGUAGES)[settings.LANGUAGE_CODE]
    return render(request, "carts/recovery/preview.html", context, status=422 if form.errors else 200)


@admin_required
@require_GET
@xframe_options_sameorigin
def recovery_email_html(request: HttpRequest, pk: int, theme: str) -> HttpResponse:
    """GET /settings/recovery-email/3/dark/?problem=&language=: the HTML for a sandboxed frame; nothing of it acts.

    With the parts of a wording it shows the mail in these.
    """
    shop = get_object_or_404(CartSource.objects.select_related("organizer", "recovery_line"), pk=pk)
    wording = wording_in(_language(request))
    if "closing" in request.GET:
        WordingForm(request.GET, instance=wording).is_valid()  # which puts the words into the row
    problem = get_choice(request.GET, "problem", Cart.Problem.values)
    mail = preview_mail(shop, problem=problem, wording=wording, at=timezone.now())
    return sealed_page(in_theme(mail.html, is_dark=theme == "dark"))


@admin_required
@require_POST
def reset_recovery_email(request: HttpRequest) -> HttpResponse:
    """POST /settings/recovery-email/reset/?language=de: our words again."""
    language = _language(request)
    reset_wording(language)
    messages.success(request, _("The default wording is used again."))
    return redirect(f"{reverse('carts:recovery_email')}?{urlencode({'language': language})}")


def _language(request: HttpRequest) -> str:
    return get_choice(request.GET, "language", dict(settings.LANGUAGES), default=settings.LANGUAGE_CODE)


def _missing(request: HttpRequest) -> list[tuple[str, str, str]]:
    """What must be there before a shop can be added: why, the button's words, and where it leads."""
    missing = []
    if not Organizer.objects.exists():
        url = errand_to("tickets:new_organizer", request=request)
        missing.append((_("A shop belongs to an organizer."), _("Add organizer"), url))
    if not Line.objects.filter(kind=Line.Kind.RECOVERY).exists():
        why = _("Buyers call a number of their own, a phone line of the type “%(type)s”.")
        url = errand_to("escalation:new_line", request=request)
        missing.append((why % {"type": Line.Kind.RECOVERY.label}, _("Add phone line"), url))
    return missing
