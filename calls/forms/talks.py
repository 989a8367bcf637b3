"""Forms of a talk: its notes, and the outcomes that a desk offers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.board.callbacks import REACHED
from escalation.models import Callback
from helpdesk.lib.form_fields import VisibleCharField

LONGEST_NOTES = 20_000


class NotesForm(forms.Form):
    """Notes, as far as they go."""

    notes = VisibleCharField(required=False, max_length=LONGEST_NOTES, strip=False)
    revision = forms.IntegerField(required=False, min_value=0)
    """Of the saving that the page knows of; a page that says none writes beside all others."""


class DispositionForm(forms.Form):
    """One outcome that the desk offers; an empty row is none."""

    name = VisibleCharField(label=_("Outcome"), max_length=60)
    means = forms.ChoiceField(
        label=_("Means for a callback"), choices=Callback.Outcome, initial=Callback.Outcome.REACHED
    )
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)


class BaseDispositionFormSet(forms.BaseFormSet):
    """A list with which every callback can be settled, or be tried again."""

    def clean(self) -> None:
        if any(self.errors):
            return
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data]
        offered = {row["means"] for row in rows if row["is_active"] and not row["DELETE"]}
        if not offered & REACHED or Callback.Outcome.NO_ANSWER not in offered:
            raise forms.ValidationError(
                _("Keep at least one active outcome for a customer who was reached, and one for “Not reached”.")
            )


DispositionFormSet = forms.formset_factory(
    DispositionForm, BaseDispositionFormSet, extra=2, can_delete=True, max_num=20
)
