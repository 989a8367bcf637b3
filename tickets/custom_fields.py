"""The kinds of a desk's own fields: how each is typed, kept as text, shown and looked for. Nothing here writes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from helpdesk.accounts.models import User
from helpdesk.said_field import SaidField
from tickets.filter_words import Meaning, UnknownValueError, Word
from tickets.models import CustomField, FieldValue

Kind = CustomField.Kind
PREFIX = "field."
LONGEST_VALUE = 500
NOTHING = ("", "---")
YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def form_field(row: CustomField, *, standing: str = "") -> forms.Field:
    """How it is typed; nothing typed is no value, whatever the kind. `standing`, what a case has already, may stay."""
    common = {"label": row.label, "required": False}
    if row.kind == Kind.NUMBER:
        return forms.DecimalField(max_digits=20, decimal_places=6, **common)
    if row.kind == Kind.DATE:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    if row.kind == Kind.CHOICE:
        choices = dict.fromkeys([*row.choices, standing] if standing else row.choices)
        return forms.ChoiceField(choices=[NOTHING, *((choice, choice) for choice in choices)], **common)
    if row.kind == Kind.YES_NO:
        return forms.ChoiceField(choices=[NOTHING, *YES_NO], **common)
    return SaidField(max_length=LONGEST_VALUE, **common)


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
        return date_format(day, "DATE_FORMAT") if day else value
    return str(dict(YES_NO).get(value, value)) if row.kind == Kind.YES_NO else value


def field_word(name: str) -> Word:
    """The word "field.seat" of a filter."""
    key = name.removeprefix(PREFIX)

    def find(value: str, user: User) -> Q:
        values = FieldValue.objects.filter(field__key=key, value__iexact=value)
        return Q(pk__in=values.values("ticket"))

    def read(value: str, user: User, at: datetime) -> Meaning:
        row = CustomField.objects.filter(key=key).first()
        if row is None:
            raise UnknownValueError(_("there is no such field."))
        try:
            normal = normal_form(form_field(row).clean(value))
        except forms.ValidationError as error:
            raise UnknownValueError(" ".join(error.messages)) from None
        return Meaning(f"{row.label} {shown(row, normal)}", find(normal, user))

    return Word(key, read, find)
