"""The form of a transfer."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from calls.models import Call, Transfer
from calls.transfers.colleagues import colleague_choices, targets_with
from helpdesk.accounts.models import User
from helpdesk.lib.form_fields import VisibleCharField
from tickets.forms.base import choice_field, row_field

Target = Transfer.Target


class TransferForm(forms.Form):
    """Whom to transfer the caller to, and what they must know first."""

    target = forms.ChoiceField(label=_("Transfer to"), choices=Target, widget=forms.RadioSelect)
    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), required=False)
    note = VisibleCharField(
        label=_("What your colleague hears"),
        max_length=Transfer._meta.get_field("note").max_length,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Read out to them before they press 1. The caller does not hear it."),
    )

    def __init__(self, *args: Any, call: Call, people: QuerySet[User], at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = colleague_choices(people, at=at)
        target = choice_field(self, "target")
        person = row_field(self, "person")
        person.queryset = people
        person.choices = [("", _("Choose a person")), *((pk, label) for pk, label, _is_free in found)]
        free = [pk for pk, _label, is_free in found if is_free]
        with_free = targets_with(free, call, at=at) | ({Target.PERSON} if free else set())
        nobody = gettext("%(target)s (nobody is free)")
        target.choices = [
            (each, each.label if each in with_free else nobody % {"target": each.label}) for each in Target
        ]
        # Nobody who cannot answer is chosen beforehand: the caller would be put on hold for them.
        target.initial = next((each for each in (Target.MANAGERS, Target.PERSON) if each in with_free), None)
        if target.initial == Target.PERSON:
            person.initial = free[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("target") == Target.PERSON and not cleaned.get("person"):
            self.add_error("person", _("Choose a person."))
        if cleaned.get("target") != Target.PERSON:
            cleaned["person"] = None
        return cleaned
