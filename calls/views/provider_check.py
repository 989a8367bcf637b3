"""The last check of the provider; nothing is asked of it while a page waits."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from calls.models import ProviderCheck
from calls.twilio.findings import in_words
from helpdesk.accounts.access import DeskRequest, admin_required


@admin_required
@require_GET
def provider_check(request: DeskRequest) -> HttpResponse:
    """GET /settings/lines/provider/: a part of the page of the lines."""
    check = ProviderCheck.objects.filter(pk=ProviderCheck.ONLY, checked_at__isnull=False).first()
    findings = [in_words(finding) for finding in check.findings] if check else []
    return render(request, "calls/ringing/_provider_check.html", {"check": check, "said": findings})
