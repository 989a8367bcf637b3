"""The bases of forms: one that does one thing when it is sent twice, and one in which a moment is chosen or typed.

And what a form declared its fields as.
"""

import hashlib
import uuid
from datetime import datetime
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.form_fields import MomentField
from helpdesk.lib.moments import place_of_zone
from tickets.cases.moments import LONGEST
from tickets.models import Entry, Promise, ScheduledReply

LONGEST_TEXT = 20_000
OWN = "custom"
"""What `until` holds when the moment is one's own."""
SENT = (Entry, ScheduledReply, Promise)
"""What is written once per `source_key` of a form."""


def new_key() -> str:
    """Names one filled-in form, so that sending it twice does one thing."""
    return uuid.uuid4().hex


class KeyedForm(forms.Form):
    """A form that a person may send twice by accident; `source_key` is the same both times.

    Whoever goes back in the browser has the same form again. With other words, for other people or with other files it
    is another message, so all that it says (the fields that `says` names) is part of the key.
    """

    says: tuple[str, ...] = ()
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_key)

    def clean(self) -> dict[str, Any]:
        """Refuse other words than those of which the page does not know whether they arrived, when they did."""
        super().clean()
        cleaned = self.cleaned_data
        if "unsure" in self.data and "key" in cleaned:
            sent = [model.objects.filter(source_key__startswith=self.form_key) for model in SENT]
            if any(rows.exclude(source_key__startswith=self.source_key).exists() for rows in sent):
                raise forms.ValidationError(
                    _("What you sent before did arrive. This is not sent yet: send what is still missing.")
                )
        return cleaned

    @property
    def form_key(self) -> str:
        """What the keys of all that was sent with this form begin with."""
        return f"form:{self.cleaned_data['key'].hex}"

    @property
    def source_key(self) -> str:
        if not self.says:
            return self.form_key
        said = []
        for name in self.says:
            value = self.cleaned_data.get(name)
            if isinstance(value, QuerySet):
                value = sorted(row.pk for row in value)
            said.append(" ".join(str(value).split()))  # one text for equal values of a field
        digest = hashlib.sha256("\0".join(said).encode()).hexdigest()
        return f"{self.form_key}:{digest[:16]}"


# A form knows its fields by name, and Django's types each of them as a `Field`. These say what they were declared as.
def choice_field(form: forms.BaseForm, name: str) -> forms.ChoiceField:
    return cast(forms.ChoiceField, form.fields[name])


def choices_of(form: forms.BaseForm, name: str) -> list[Any]:
    choices: Any = choice_field(form, name).choices
    return list(choices)


def row_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    return cast(forms.ModelChoiceField, form.fields[name])


def text_field(form: forms.BaseForm, name: str) -> forms.CharField:
    return cast(forms.CharField, form.fields[name])


class MomentForm(forms.Form):
    """The moment of one's own, in the time zone of the person who asks. A form adds `until`; `at` is now."""

    moment = MomentField(
        label=_("Date and time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("That is no date with a time.")},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        place = place_of_zone(timezone.get_current_timezone_name())
        self.fields["moment"].help_text = _("%(place)s time") % {"place": place}

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        moment = cleaned.get("moment")
        is_possible = moment is not None and self.at < moment <= self.at + LONGEST
        if cleaned.get("until") == OWN and "moment" not in self.errors and not is_possible:
            self.add_error("moment", _("Choose a moment within the coming year."))
        return cleaned
