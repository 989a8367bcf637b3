"""Tags of a case, and the settings of tags."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, agent_required, manager_required
from helpdesk.lib.conflict import ConflictError
from tickets.forms.tags import MergeTagForm, TagForm, TagsForm
from tickets.models import Tag
from tickets.rules import change_tags, configure_tag, find_or_create_tag, merge_tags
from tickets.rules.tags import delete_tag
from tickets.views.cases import back_to, show_case, visible_case


@agent_required
@require_POST
def tag_case(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /tickets/12/tags/ with tags (ticked), shown (ticked before) and new (names)."""
    ticket = visible_case(request, pk)
    form = TagsForm(request.POST)
    if not form.is_valid():
        refusal = form.errors.get("new", [_("One of these tags was removed meanwhile. Choose again.")])[0]
        return show_case(request, ticket, refusal=str(refusal), status=422)
    ticked, shown = set(form.cleaned_data["tags"]), set(form.cleaned_data["shown"])
    new = {find_or_create_tag(name) for name in form.cleaned_data["new"]}
    add, remove = _in_order((ticked | new) - shown), _in_order(shown - ticked - new)
    try:
        change_tags(ticket, by=request.user, add=add, remove=remove)
    except ConflictError as error:
        return show_case(request, ticket, refusal=str(error), status=409)
    return back_to(request, ticket)


def _in_order(tags: set[Tag]) -> list[Tag]:
    return sorted(tags, key=lambda tag: tag.name.lower())


@manager_required
@require_GET
def tags(request: DeskRequest) -> HttpResponse:
    """GET /settings/tags/: all of them, with how many cases carry each."""
    return render(request, "tickets/settings/tags.html", {"tags": Tag.objects.with_counts()})


@manager_required
@require_http_methods(["GET", "POST"])
def tag(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """/settings/tags/3/ and /settings/tags/new/: name and colour."""
    row = get_object_or_404(Tag.objects.with_counts(), pk=pk) if pk else Tag()
    form = TagForm(request.POST if request.method == "POST" else None, initial=_fields(row))
    if request.method == "POST" and form.is_valid():
        try:
            configure_tag(row, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The tag “%(tag)s” is saved.") % {"tag": row})
            return redirect("tickets:tags")
    return _show_tag(request, row, form=form)


@manager_required
@require_POST
def merge_tag(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/tags/3/merge/ with into: the other one takes the cases over."""
    row = get_object_or_404(Tag.objects.with_counts(), pk=pk)
    form = MergeTagForm(request.POST, tag=row)
    if not form.is_valid():
        return _show_tag(request, row, merge=form)
    name, into = row.name, form.cleaned_data["into"]
    count = merge_tags(row, into=into)
    text = ngettext(
        "“%(tag)s” is now “%(into)s” on %(count)s case.", "“%(tag)s” is now “%(into)s” on %(count)s cases.", count
    )
    messages.success(request, text % {"tag": name, "into": into, "count": count})
    return redirect("tickets:tags")


@manager_required
@require_POST
def remove_tag(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/tags/3/delete/: the page said how many cases lose it."""
    row = get_object_or_404(Tag, pk=pk)
    delete_tag(row)
    messages.success(request, _("The tag “%(tag)s” is deleted.") % {"tag": row})
    return redirect("tickets:tags")


def _fields(row: Tag) -> dict[str, str]:
    return {"name": row.name, "colour": row.colour}


def _show_tag(
    request: DeskRequest, row: Tag, *, form: TagForm | None = None, merge: MergeTagForm | None = None
) -> HttpResponse:
    context = {
        "tag": row if row.pk else None,
        "form": form or TagForm(initial=_fields(row)),
        "merge": merge or (MergeTagForm(tag=row) if row.pk else None),
    }
    refused = any(shown is not None and shown.is_bound for shown in (form, merge))
    return render(request, "tickets/settings/tag.html", context, status=422 if refused else 200)
