"""Forms of a talk: notes and outcome."""

from django import forms
from django.utils.translation import gettext_lazy as _

from calls.models import Disposition
from helpdesk.lib.form_fields import VisibleCharField

LONGEST_NOTES = 20_000


class NotesForm(forms.Form):
    """Notes, as far as they go."""

    notes = VisibleCharField(required=False, max_length=LONGEST_NOTES, strip=False)


class FinishForm(NotesForm):
    """What came of the call. Whoever is only ready for the next one need not say."""

    disposition = forms.ModelChoiceField(Disposition.objects.in_use(), required=False)
    ready = forms.BooleanField(required=False)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if not cleaned.get("disposition") and not cleaned.get("ready") and "disposition" not in self.errors:
            raise forms.ValidationError(_("Choose what came of the call, or press “I am ready”."))
        return cleaned


class DispositionForm(forms.Form):
    """One outcome that the desk offers; an empty row is none."""

    name = VisibleCharField(label=_("What came of it"), max_length=60)
    is_active = forms.BooleanField(label=_("Offered"), required=False, initial=True)


DispositionFormSet = forms.formset_factory(DispositionForm, extra=2, can_delete=True, max_num=20)
