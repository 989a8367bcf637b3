"""Ask for a reason before something is done that needs one."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from helpdesk.accounts.access import DeskRequest
from tickets.forms.reasons import WhyForm

Answer = TypeVar("Answer", bound=HttpResponseBase)


def ask_why(
    request: DeskRequest, template: str, context: dict[str, Any], then: Callable[[str], Answer]
) -> HttpResponse | Answer:
    """The page that asks, and with a reason what `then` answers to it."""
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return then(form.cleaned_data["why"])
    return render(request, template, {**context, "form": form}, status=422 if form.is_bound else 200)
