"""The first page after sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from helpdesk.accounts.access import agent_required


@agent_required
def home(request: HttpRequest) -> HttpResponse:
    """Whoever signs in wants to see the cases."""
    return redirect("tickets:inbox")
