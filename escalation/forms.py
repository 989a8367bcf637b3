"""What people type into the managers' board and its pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.models import Callback, Escalation
from helpdesk.lib.form_fields import VisibleCharField

LONGEST_NOTE = 20_000
NO_OUTCOME = {"required": _("Choose the outcome of the call.")}


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


class OutcomeForm(forms.Form):
    """The outcome of a callback: asked once, by the board or by whoever hangs up, for the call and what is owed."""

    outcome = forms.ChoiceField(
        label=_("Call outcome"), choices=Callback.Outcome, widget=forms.RadioSelect, error_messages=NO_OUTCOME
    )
    note = VisibleCharField(
        label=_("What was said"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    solves_case = forms.BooleanField(label=_("If the problem is solved: solve the case, too"), required=False)

    def clean(self) -> dict[str, object]:
        said = super().clean()
        if said.get("outcome") == Callback.Outcome.REACHED and not said.get("note"):
            self.add_error("note", _("Say what happens next, so that whoever goes on with the case knows it."))
        return said


class ReasonForm(forms.Form):
    """Why something that we owed is not needed."""

    why = VisibleCharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        error_messages={"required": _("Say why: the reason stays on the case.")},
    )


class DoneForm(forms.Form):
    """What the manager did."""

    note = VisibleCharField(
        label=_("What did you do?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        error_messages={"required": _("Say what you did: whoever reads the case needs to know.")},
    )
