"""Custom fields: filled in on a case, configured in the settings."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required, manager_required
from helpdesk.lib.conflict import ConflictError
from tickets.forms.fields import CustomFieldForm, FieldsForm
from tickets.models import CustomField
from tickets.rules import configure_field, fill_in_fields
from tickets.rules.fields import delete_field
from tickets.views.cases import back_to, show_case, visible_case


@agent_required
@require_POST
def fill_in(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/fields/ with field_3=… and was_3=…, what the page had shown."""
    ticket = visible_case(request, pk)
    form = FieldsForm(request.POST, rows=CustomField.objects.asked_of(ticket))
    if not form.is_valid():
        refusal = _("Not saved: look at the fields beside the case.")
        return show_case(request, ticket, refusal=refusal, fields_form=form, status=422)
    try:
        fill_in_fields(ticket, values=form.changed, by=request.user)
    except ConflictError as error:
        return show_case(request, ticket, refusal=str(error), status=409)
    return back_to(request, ticket)


@manager_required
@require_GET
def fields(request: DeskRequest) -> HttpResponse:
    """GET /settings/fields/: all of them."""
    return render(request, "tickets/settings/fields.html", {"fields": CustomField.objects.with_counts()})


@manager_required
@require_http_methods(["GET", "POST"])
def field(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """/settings/fields/3/ and /settings/fields/new/."""
    row = get_object_or_404(CustomField.objects.with_counts(), pk=pk) if pk else CustomField()
    initial = {}
    if row.pk:
        names = ("label", "kind", "team", "event", "is_required", "is_active", "position")
        initial = {name: getattr(row, name) for name in names} | {"choices": "\n".join(row.choices)}
    form = CustomFieldForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            configure_field(row, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The field “%(field)s” is saved.") % {"field": row})
            return redirect("tickets:fields")
    context = {"field": row if pk else None, "form": form}
    return render(request, "tickets/settings/field.html", context, status=422 if form.is_bound else 200)


@manager_required
@require_POST
def remove_field(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/fields/3/delete/: the page said on how many cases it is filled in."""
    row = get_object_or_404(CustomField, pk=pk)
    delete_field(row)
    messages.success(request, _("The field “%(field)s” is deleted.") % {"field": row})
    return redirect("tickets:fields")
