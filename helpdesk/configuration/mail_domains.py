"""Settings page of the domains that mails leave from: what the DNS says of them, and the keys to sign with."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from helpdesk.accounts.access import DeskRequest, admin_required
from helpdesk.lib import settings_rows
from helpdesk.lib.parameters import get_text
from helpdesk.mail.domains.findings import TOPICS, level_of, words_of
from helpdesk.mail.domains.keys import create_key, delete_key, look_for_key
from helpdesk.mail.domains.lookups import Lookups
from helpdesk.mail.domains.senders import domains_of, routes
from helpdesk.mail.domains.service import ask_for_check
from helpdesk.mail.models import DkimKey, MailDomain

PATIENCE = 5.0
"""Seconds that a person waits for the DNS, and a thread of the web server with them."""
BACK = "configuration:mail_domains"


@admin_required
@require_GET
def mail_domains(request: DeskRequest) -> HttpResponse:
    """GET /settings/email-domains/: what the last checks found."""
    ways = routes()
    rows = {row.name: row for row in MailDomain.objects.prefetch_related("keys")}
    with_keys = [name for name, row in rows.items() if row.keys.all()]
    shown = []
    for name in dict.fromkeys([*domains_of(ways), *with_keys]):
        row = rows.get(name)
        findings = [
            {
                "topic": TOPICS[found["code"].partition("_")[0]],
                "level": level_of(found),
                "label": level_of(found).label,
                "words": words_of(found),
                "record": found["record"],
            }
            for found in (row.findings if row else [])
        ]
        shown.append(
            {
                "name": name,
                "row": row,
                "keys": row.keys.all() if row else [],
                "findings": findings,
                "is_from": any(way["domain"] == name for way in ways),
                "is_used": any(name in (way["domain"], way["envelope"]) for way in ways),
            }
        )
    template = "helpdesk/_mail_domains.html" if request.htmx else "helpdesk/mail_domains.html"
    return render(request, template, {"domains": shown})


@admin_required
@require_POST
def check_mail_domain(request: HttpRequest) -> HttpResponse:
    """POST /settings/email-domains/check/: domain=example.com"""
    ask_for_check(domain_asked(request))
    return redirect(BACK)


@admin_required
@require_POST
def new_dkim_key(request: HttpRequest) -> HttpResponse:
    """POST /settings/email-domains/keys/new/: domain=example.com"""
    key = create_key(domain_asked(request))
    messages.success(request, _("Publish the record of %(key)s; the desk signs once it is there.") % {"key": key})
    return redirect(BACK)


@admin_required
@require_POST
def check_dkim_key(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /settings/email-domains/keys/3/check/: is it in the DNS now?"""
    key = get_object_or_404(DkimKey.objects.select_related("domain"), pk=pk)
    match look_for_key(key, Lookups(seconds=PATIENCE)):
        case True:
            messages.success(request, _("%(key)s is in the DNS: the desk signs with it.") % {"key": key})
        case False:
            text = _("%(key)s is not in the DNS yet, or not as it stands here. New records can take an hour.")
            messages.warning(request, text % {"key": key})
        case None:
            messages.warning(request, _("The DNS gave no answer about %(key)s. Try again later.") % {"key": key})
    ask_for_check(key.domain.name)
    return redirect(BACK)


@admin_required
@require_POST
def delete_dkim_key(request: HttpRequest, pk: int) -> HttpResponse:
    """POST /settings/email-domains/keys/3/delete/"""
    key = get_object_or_404(DkimKey.objects.select_related("domain"), pk=pk)
    return settings_rows.remove(request, key, by=lambda: delete_key(key), back=BACK)


def domain_asked(request: HttpRequest) -> str:
    """One that mails leave from. Raises Http404 for any other."""
    name = get_text(request.POST, "domain", longest=253)
    if name not in domains_of(routes()):
        raise Http404
    return name
