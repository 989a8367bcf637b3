"""Forms of promises: give one, drop one."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.form_fields import ReasonField, VisibleCharField
from helpdesk.lib.moments import say_moment
from tickets.cases.promises import deadline_choices
from tickets.forms.base import OWN, KeyedForm, MomentForm, choice_field
from tickets.models import Promise, Ticket

KINDS = [(Promise.Kind.CALL, _("Call")), (Promise.Kind.OTHER, _("Other"))]


class PromiseForm(KeyedForm, MomentForm):
    """What we will do, and by when."""

    says = ("what", "kind", "until", "moment")
    field_order = ["what", "kind", "until", "moment"]

    what = VisibleCharField(
        label=_("What will we do?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autofocus": True}),
        help_text=_("For example: call about the new seats; send the tickets again."),
    )
    kind = forms.ChoiceField(label=_("Type"), choices=KINDS, initial=Promise.Kind.CALL, widget=forms.RadioSelect)
    until = forms.ChoiceField(label=_("By when?"), widget=forms.RadioSelect, initial="hour")

    def __init__(self, *args: Any, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.choices = deadline_choices(ticket, at=at)
        offered = [(one.name, f"{one.label}: {say_moment(one.moment)}") for one in self.choices]
        choice_field(self, "until").choices = [*offered, (OWN, _("Custom date and time"))]

    @property
    def due_at(self) -> datetime:
        """By when, of a valid form."""
        offered = {choice.name: choice.moment for choice in self.choices}
        due_at: datetime = (offered | {OWN: self.cleaned_data["moment"]})[self.cleaned_data["until"]]
        return due_at


class DropPromiseForm(forms.Form):
    """Why something that was promised is not done."""

    HOWS = [("broken", _("We missed it")), ("withdrawn", _("It is no longer needed"))]

    how = forms.ChoiceField(label=_("What happened?"), choices=HOWS, widget=forms.RadioSelect)
    reason = ReasonField(missing=_("Say why: the customer was promised it."))
