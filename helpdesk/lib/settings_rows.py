"""Pages of settings that add, change and delete one row: what deleting it does, and the steps they all share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.deletion import ProtectedError, RestrictedError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.errands import errand_for


def save_row(row: models.Model) -> None:
    """Write it. Raises ValidationError where somebody else saved the same name or key a moment ago."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ValidationError(_("Somebody has just saved one with the same name or ID. Choose another.")) from error


def delete_row(row: models.Model) -> None:
    """Delete it. Raises ConflictError, with what is in the way, when something else cannot be without it."""
    try:
        with transaction.atomic():
            row.delete()
    except (ProtectedError, RestrictedError) as error:
        raise ConflictError(" ".join(effects_of_deleting(row)["blocked_by"])) from error


def effects_of_deleting(row: models.Model) -> dict[str, list[str]]:
    """What else changes with `row`, in sentences: `blocked_by` what must go first, and the other `effects`."""
    blocked_by, effects = [], []
    for relation in row._meta.related_objects:
        if not getattr(relation.field, "db_constraint", True):
            continue  # rows of history
        count = relation.related_model._base_manager.filter(**{relation.field.name: row}).count()
        if not count:
            continue
        names = relation.related_model._meta
        kind = str(names.verbose_name if count == 1 else names.verbose_name_plural)
        words = {"count": count, "kind": kind, "row": row}
        on_delete = getattr(relation, "on_delete", None)
        if on_delete in {models.PROTECT, models.RESTRICT}:
            blocked_by.append(_("%(row)s cannot be deleted: it still has %(count)s %(kind)s.") % words)
        elif on_delete is models.CASCADE:
            effects.append(_("Also deletes: %(count)s %(kind)s.") % words)
        else:
            effects.append(_("Kept, but without %(row)s: %(count)s %(kind)s.") % words)
    return {"blocked_by": blocked_by, "effects": effects}


def edit(
    request: HttpRequest,
    form: BaseForm,
    *,
    row: models.Model,
    save: Callable[[], None],
    back: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Show the form of a row, or save it and go back: to its list, or to the form that sent one here for it.

    `context` has the words of settings_form.html, and as `template` the page that extends it, if one does.
    """
    page = errand_for(request)
    if form.is_bound and form.is_valid():
        try:
            save()
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(row)s saved.") % {"row": row})
            return redirect(page or back)
    is_saved = row.pk is not None
    context |= {"form": form, "row": row if is_saved else None, "back": back, "errand_for": page}
    if is_saved:
        context |= effects_of_deleting(row)
    return render(request, context.pop("template", "settings_form.html"), context, status=422 if form.is_bound else 200)


def remove(request: HttpRequest, row: models.Model, *, by: Callable[[], None], back: str) -> HttpResponse:
    """Delete a row by its service and go back to its list."""
    name = str(row)
    try:
        by()
    except ConflictError as error:
        return render(
            request, "409.html", {"message": error, "back_url": request.path.removesuffix("delete/")}, status=409
        )
    messages.success(request, _("%(row)s deleted.") % {"row": name})
    return redirect(back)
