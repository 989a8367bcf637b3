"""Forms of escalations: raise, finish, and the reason why something is not needed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.models import Escalation
from helpdesk.lib.form_fields import ReasonField, VisibleCharField


class RaiseForm(forms.Form):
    """Why a manager must look."""

    BY_HAND = (Escalation.Reason.ASKED_FOR_MANAGER, Escalation.Reason.AGENT)

    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=[(reason.value, reason.label) for reason in BY_HAND],
        initial=Escalation.Reason.ASKED_FOR_MANAGER,
        widget=forms.RadioSelect,
    )
    detail = VisibleCharField(
        label=_("In a few words"),
        max_length=300,
        error_messages={"required": _("Say in a few words what the manager must know.")},
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    owes_callback = forms.BooleanField(
        label=_("I promised that a manager calls back"),
        required=False,
        help_text=_("The case cannot be solved before the call was made, or cancelled with a reason."),
    )


class ReasonForm(forms.Form):
    """Why something that we owed is not needed."""

    why = ReasonField(
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        missing=_("Say why: the reason stays on the case."),
    )


class DoneForm(forms.Form):
    """What the manager did."""

    note = VisibleCharField(
        label=_("What did you do?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        error_messages={"required": _("Say what you did, for the next person who reads the case.")},
    )
