"""The form of the outcome of a call or a callback."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.board import outcome_choices
from escalation.models import Callback, Disposition
from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.parameters import read_key

LONGEST_NOTE = 20_000
NO_OUTCOME = _("Choose the outcome of the call.")


class OutcomeForm(forms.Form):
    """Asked once, by the board or by whoever hangs up, for the call, its case and what is owed."""

    disposition = forms.ModelChoiceField(
        Disposition.objects.in_use(),
        label=_("Call outcome"),
        widget=forms.RadioSelect,
        error_messages={"required": NO_OUTCOME, "invalid_choice": NO_OUTCOME},
    )
    note = VisibleCharField(
        label=_("What was said"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    solves_case = forms.BooleanField(label=_("Solve the case, too"), required=False)

    def __init__(self, *args: Any, of_callback: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of_callback = of_callback

    @property
    def outcomes(self) -> list[tuple[int, str]]:
        return outcome_choices(of_callback=self.of_callback)

    @property
    def chosen(self) -> int | None:
        return read_key(str(self["disposition"].value() or ""))

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        chosen = data.get("disposition")
        if self.of_callback and chosen and chosen.means == Callback.Outcome.REACHED and not data.get("note"):
            self.add_error("note", _("Say what happens next, for the next person on the case."))
        return data
