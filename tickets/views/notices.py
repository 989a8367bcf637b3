"""The bell in the top bar, and the page on which a person says what they want to be told of."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.lib.parameters import get_text, read_moment
from tickets.cases.notices import change_notice_settings, mark_notices_read, notice_settings_of, notices_of
from tickets.forms.notices import NoticeSettingsForm


@agent_required
@require_GET
def bell(request: DeskRequest) -> HttpResponse:
    """GET /notices/: the fragment in the bell, with what the page must know to be heard."""
    return _show_bell(request)


@agent_required
@require_POST
def read(request: DeskRequest) -> HttpResponse:
    """POST /notices/read/ with until=2026-12-05T14:05:09.123456+00:00: I have read what stands in the bell, the newest
    of it at that moment. Without one nothing is read."""
    if until := read_moment(get_text(request.POST, "until")):
        mark_notices_read(request.user, until=until)
    return _show_bell(request) if request.htmx else redirect("home")


@agent_required
@require_http_methods(["GET", "POST"])
def notice_settings(request: DeskRequest) -> HttpResponse:
    """What is heard, shown on the desktop, mailed and pushed, the silent hours, and the browsers that are pushed to."""
    form = NoticeSettingsForm(request.POST or None, instance=notice_settings_of(request.user))
    if form.is_valid():
        change_notice_settings(form.instance)
        messages.success(request, _("Your notifications were saved."))
        return redirect("tickets:notice_settings")
    browsers = list(request.user.push_subscriptions.all())
    this_browser = next((one for one in browsers if one.session_key == request.session.session_key), None)
    context = {"form": form, "browsers": browsers, "this_browser": this_browser, "session": _session_of(request)}
    return render(request, "tickets/notices/settings.html", context, status=422 if form.is_bound else 200)


def _show_bell(request: DeskRequest) -> HttpResponse:
    settings = notice_settings_of(request.user)
    notices = notices_of(request.user, read_until=settings.read_until)
    unread = sum(notice.is_unread for notice in notices)
    context = {"settings": settings, "notices": notices, "unread": unread, "session": _session_of(request)}
    return render(request, "tickets/notices/_bell.html", context)


def _session_of(request: DeskRequest) -> str:
    """A name of the session that opens nothing: by it a script knows that its person signed in anew."""
    return salted_hmac("press4.pushes", request.session.session_key or "").hexdigest()[:16]
