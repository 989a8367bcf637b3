"""The form of a snooze."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.cases.snoozes import named_choices, snooze_choices
from tickets.forms.base import OWN, MomentForm
from tickets.models import Ticket


class SnoozeForm(MomentForm):
    """One of the moments that are offered, or one's own, in the time zone of the person who asks."""

    until = forms.ChoiceField(error_messages={"required": _("Choose when the case comes back.")})

    def __init__(self, *args: Any, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.choices = snooze_choices(ticket, at=at)
        # A page may be older than midnight: what it offered then is still understood.
        self.named = {choice.name: choice.moment for choice in named_choices(ticket, at=at)}
        self.fields["until"].choices = [(name, name) for name in [*self.named, OWN]]

    @property
    def wakes_at(self) -> datetime:
        """When the case comes back, of a valid form."""
        return (self.named | {OWN: self.cleaned_data["moment"]})[self.cleaned_data["until"]]

    @property
    def problem(self) -> str:
        """What is wrong, in a sentence."""
        return next(error for errors in self.errors.values() for error in errors)
