"""Form of the outcome of a callback."""

from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.models import Callback
from helpdesk.lib.form_fields import VisibleCharField

LONGEST_NOTE = 20_000
NO_OUTCOME = {"required": _("Choose the outcome of the call.")}


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
        data = super().clean()
        if data.get("outcome") == Callback.Outcome.REACHED and not data.get("note"):
            self.add_error("note", _("Say what happens next, so that whoever goes on with the case knows it."))
        return data
