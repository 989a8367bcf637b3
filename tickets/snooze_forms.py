"""Until when a case is put away."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.models import Ticket
from tickets.snoozing import LONGEST, snooze_choices

CUSTOM = "custom"


class SnoozeForm(forms.Form):
    """One of the moments that are offered, or one's own, in the time zone of the person who asks."""

    until = forms.ChoiceField(error_messages={"required": _("Choose when the case comes back.")})
    moment = forms.DateTimeField(
        label=_("Date and time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("That is no date with a time.")},
    )

    def __init__(self, *args: Any, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.choices = snooze_choices(ticket, at=at)
        self.fields["until"].choices = [(choice.name, choice.label) for choice in self.choices] + [(CUSTOM, CUSTOM)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("until") == CUSTOM and "moment" not in self.errors:
            moment = cleaned.get("moment")
            if moment is None or not self.at < moment <= self.at + LONGEST:
                self.add_error("moment", _("Choose a moment within the coming year."))
        return cleaned

    @property
    def wakes_at(self) -> datetime:
        """When the case comes back, of a valid form."""
        own = {CUSTOM: self.cleaned_data["moment"]}
        return ({choice.name: choice.moment for choice in self.choices} | own)[self.cleaned_data["until"]]

    @property
    def problem(self) -> str:
        """What is wrong, in a sentence."""
        return next(error for errors in self.errors.values() for error in errors)
