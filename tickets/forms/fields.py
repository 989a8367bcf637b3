"""Forms of custom fields: values on a case, and the settings of a field."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team
from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.text.visibility import is_seen
from tickets.models import CustomField, Event
from tickets.rules.fields import form_field, normal_form, shown

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from tickets.models.fields import OnCase

MANY = 100


class FieldsForm(forms.Form):
    """The fields of one case. `was_…` is what the page showed, so that only what was changed is written."""

    def __init__(self, *args: Any, rows: "QuerySet[WithAnnotations[CustomField, OnCase]]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(rows)
        for row in self.rows:
            self.fields[name_of(row)] = form_field(row, current=row.value or "")
            self.initial[name_of(row)] = row.value

    def lines(self) -> list[dict[str, Any]]:
        """For the page: each field, its value as people read it, its input, and what the page showed."""
        return [
            {"row": row, "shown": shown(row, row.value), "input": self[name_of(row)], "was": row.value or ""}
            for row in self.rows
        ]

    @property
    def changed(self) -> dict[CustomField, str]:
        """What was typed, in normal form, where it is not what the page had shown; of a valid form."""
        asked = [row for row in self.rows if f"was_{row.pk}" in self.data]
        typed = {row: normal_form(self.cleaned_data[name_of(row)]) for row in asked}
        return {row: text for row, text in typed.items() if text != self.data[f"was_{row.pk}"]}


def name_of(row: CustomField) -> str:
    return f"field_{row.pk}"


class CustomFieldForm(forms.Form):
    """How a field is called, what it takes, and which cases have it."""

    label = VisibleCharField(label=_("Label"), max_length=60)
    kind = forms.ChoiceField(label=_("Type"), choices=CustomField.Kind)
    choices = VisibleCharField(
        label=_("Choices"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line, for the type “One of several”."),
    )
    team = forms.ModelChoiceField(
        Team.objects.all(), label=_("Only for cases of the team"), required=False, empty_label=_("Any")
    )
    event = forms.ModelChoiceField(
        Event.objects.order_by("-starts_at"),
        label=_("Only for cases about the event"),
        required=False,
        empty_label=_("Any"),
    )
    is_required = forms.BooleanField(label=_("Required to solve a case"), required=False)
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)
    position = forms.IntegerField(label=_("Position"), min_value=0, max_value=999, initial=0)

    def clean_choices(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines()]
        return list(dict.fromkeys(line[:100] for line in lines if is_seen(line)))[:MANY]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("team") and cleaned.get("event"):
            self.add_error("event", _("Choose a team or an event, not both."))
        if cleaned.get("kind") == CustomField.Kind.CHOICE and not cleaned.get("choices"):
            self.add_error("choices", _("Add at least one choice."))
        return cleaned
