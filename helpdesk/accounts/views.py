"""Pages of one's own settings: profile, theme, API tokens."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts import services
from helpdesk.accounts.access import DeskRequest, agent_required
from helpdesk.accounts.forms import ProfileForm, TokenForm
from helpdesk.accounts.models import User
from helpdesk.lib.parameters import LONGEST_QUERY, get_choice, get_text


@agent_required
@require_http_methods(["GET", "POST"])
def profile(request: DeskRequest) -> HttpResponse:
    """What the desk knows about the person who looks, and the tokens of that person's programs."""
    # A copy, because checking a form writes into its object, and every page shows request.user.
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return _show_profile(request, profile_form=form, status=422 if form.is_bound else 200)
    services.change_profile(request.user, **form.cleaned_data)
    with override(request.user.language or get_language()):  # the page that shows it has the new language already
        messages.success(request, _("Profile saved."))
    return redirect("accounts:profile")


@login_required
@require_GET
def no_further_addresses(request: DeskRequest) -> HttpResponse:
    """In place of django-allauth's page on which people add addresses: one's only address is what an admin wrote."""
    return redirect("accounts:profile")


@require_GET
def session(request: HttpRequest) -> HttpResponse:
    """GET /me/session/: who is signed in, and a token for the forms of a page that was opened before that."""
    if not request.user.is_authenticated:
        return JsonResponse({"person": ""})
    return JsonResponse({"person": str(request.user.pk), "name": str(request.user), "token": get_token(request)})


@agent_required
@require_POST
def set_theme(request: DeskRequest) -> HttpResponse:
    """Remember light, dark or like-my-device for this person, and go back to where the person was."""
    theme = get_choice(request.POST, "theme", User.Theme.values)
    if not theme:
        return HttpResponseBadRequest(_("Choose one of: %(themes)s.") % {"themes": ", ".join(User.Theme.values)})
    services.change_theme(request.user, theme=theme)
    return _go_back(request)


@agent_required
@require_POST
def set_density(request: DeskRequest) -> HttpResponse:
    """Remember compact or comfortable rows for this person, and go back to where the person was."""
    density = get_choice(request.POST, "density", User.Density.values)
    if not density:
        return HttpResponseBadRequest(_("Choose one of: %(choices)s.") % {"choices": ", ".join(User.Density.values)})
    services.change_density(request.user, density=density)
    return _go_back(request)


def _go_back(request: DeskRequest) -> HttpResponse:
    back = get_text(request.POST, "next", longest=LONGEST_QUERY, strip=False)
    is_page = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_page else "/")


@agent_required
@require_POST
@never_cache
def create_token(request: DeskRequest) -> HttpResponse:
    """Create a token and show it, this one time: the answer to the form is the only page that holds it."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _show_profile(request, token_form=form, status=422)
    token, text = services.create_token(request.user, name=form.cleaned_data["name"])
    return render(request, "accounts/new_token.html", {"token": token, "text": text})


@agent_required
@require_POST
def revoke_token(request: DeskRequest, pk: int) -> HttpResponse:
    """End one of the own tokens."""
    token = get_object_or_404(request.user.api_tokens, pk=pk)
    services.revoke_token(token)
    messages.success(request, _("Token “%(name)s” revoked.") % {"name": token.name})
    return redirect("accounts:profile")


def _show_profile(
    request: DeskRequest,
    *,
    profile_form: ProfileForm | None = None,
    token_form: TokenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "profile_form": profile_form or ProfileForm(instance=User.objects.get(pk=request.user.pk)),
        "token_form": token_form or TokenForm(auto_id="token_%s"),
        "tokens": request.user.api_tokens.valid(),
    }
    return render(request, "accounts/profile.html", context, status=status)
