"""One's own settings."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.access import agent_required
from helpdesk.accounts.models import User


@agent_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or like-my-device for this person, and go back to where the person was."""
    theme = request.POST.get("theme", "")
    if theme not in User.Theme.values:
        return HttpResponseBadRequest(_("Choose one of: %(themes)s.") % {"themes": ", ".join(User.Theme.values)})
    User.objects.filter(pk=request.user.pk).update(theme=theme)
    return _back(request)


@agent_required
@require_POST
def set_keys(request: HttpRequest) -> HttpResponse:
    """Switch the single-key shortcuts on or off for this person (WCAG 2.1.4), and go back."""
    User.objects.filter(pk=request.user.pk).update(keys_on=request.POST.get("keys_on") == "1")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that the form was on, never to another site."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    return redirect(back)
