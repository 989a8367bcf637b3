"""Custom fields: the kinds of values, filling them in, configuring them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import User
from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.locking import locked
from helpdesk.lib.moments import say_day
from helpdesk.lib.redaction import redact_cards
from tickets.cases import add_entry
from tickets.cases.entries import refuse_merged
from tickets.models import CustomField, Entry, FieldValue, Ticket

Kind = CustomField.Kind
LONGEST_VALUE = 500
NOTHING = ("", "---")
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def form_field(row: CustomField, *, current: str = "") -> forms.Field:
    """How it is typed; nothing typed is no value, whatever the kind. `current`, what a case has already, may stay."""
    if row.kind == Kind.NUMBER:
        return forms.DecimalField(max_digits=20, decimal_places=6, label=row.label, required=False)
    if row.kind == Kind.DATE:
        return forms.DateField(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), label=row.label, required=False
        )
    if row.kind == Kind.CHOICE:
        choices = dict.fromkeys([*row.choices, current] if current else row.choices)
        return forms.ChoiceField(
            choices=[NOTHING, *((choice, choice) for choice in choices)], label=row.label, required=False
        )
    if row.kind == Kind.YES_NO:
        return forms.ChoiceField(choices=[NOTHING, *YES_NO], label=row.label, required=False)
    return VisibleCharField(max_length=LONGEST_VALUE, label=row.label, required=False)


def normal_form(value: Any) -> str:
    """As it is kept: 1.50 is "1.5", a day is 2026-11-18."""
    if isinstance(value, Decimal):
        return format(value.normalize() if value else Decimal(0), "f")
    if isinstance(value, date):
        return value.isoformat()
    return value or ""


def shown(row: CustomField, value: str | None) -> str:
    """As a person reads it."""
    if not value:
        return ""
    if row.kind == Kind.DATE:
        day = parse_date(value)
        return say_day(day) if day else value
    return str(dict(YES_NO).get(value, value)) if row.kind == Kind.YES_NO else value


LONGEST_KEY = 50


@transaction.atomic
def fill_in_fields(
    ticket: Ticket, *, values: Mapping[CustomField, str], by: User | None, at: datetime | None = None
) -> Entry | None:
    """Write these values, each in its normal form, "" for none; one line of the timeline says what is different.

    Raises ConflictError for a case that was merged: its fields are those of the other one now.
    """
    ticket = locked(ticket)
    refuse_merged(ticket)
    current = dict(FieldValue.objects.filter(ticket=ticket).values_list("field", "value"))
    changes = []
    for field, typed in values.items():
        value = redact_cards(typed)
        if current.get(field.pk, "") == value:
            continue
        if value:
            FieldValue.objects.update_or_create(ticket=ticket, field=field, defaults={"value": value})
        else:
            FieldValue.objects.filter(ticket=ticket, field=field).delete()
        named = {"field": field.label, "value": shown(field, value)}
        changes.append((_("%(field)s is “%(value)s”") if value else _("%(field)s is empty")) % named)
    if not changes:
        return None
    return add_entry(ticket, kind=Entry.Kind.FIELDS, body="; ".join(changes), actor=by, at=at)


def configure_field(field: CustomField, **values: Any) -> CustomField:
    """Set up a field, or a new one. The kind of one that is filled in stays: its values would make no sense."""
    if field.pk and values["kind"] != field.kind and field.values.exists():
        raise ValidationError(
            {"kind": _("Cases have values of this field already. Make a new field for another kind.")}
        )
    for name, value in values.items():
        setattr(field, name, value)
    if not field.key:
        stem = slugify(field.label)[: LONGEST_KEY - 4] or "field"
        taken = set(CustomField.objects.filter(key__startswith=stem).values_list("key", flat=True))
        field.key = next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if key not in taken)
    field.save()
    return field


def delete_field(field: CustomField) -> None:
    """Its values are gone with it; the history of the database keeps them."""
    field.delete()
