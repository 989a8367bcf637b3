"""Form of a blocked number."""

import re
from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from calls.models.blocked import SHORTEST_PREFIX
from helpdesk.lib.form_fields import ReasonField
from helpdesk.lib.phones import normalize_phone


class BlockForm(forms.Form):
    """A number or a beginning, why, and until when."""

    number = forms.CharField(
        label=_("Number"), max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    )
    is_prefix = forms.BooleanField(label=_("And every number that begins like this"), required=False)
    reason = ReasonField(label=_("Why"))
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until somebody takes it off the list."),
    )

    def clean_until(self) -> datetime | None:
        """The end of that day."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        if end <= timezone.now():
            raise forms.ValidationError(_("That day is over. Choose today or a later one."))
        return end

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        typed = cleaned.get("number", "")
        if not typed:
            return cleaned
        if not cleaned.get("is_prefix"):
            cleaned["number"] = normalize_phone(typed)
            if not cleaned["number"]:
                self.add_error("number", _("This is no telephone number. Who hides the number cannot be blocked."))
            return cleaned
        cleaned["number"] = "+" + re.sub(r"[^0-9]", "", typed)
        if not typed.strip().startswith("+") or not SHORTEST_PREFIX <= len(cleaned["number"]) <= 15:
            self.add_error("number", _("Write the beginning with its country code and three digits more: +1500555."))
        return cleaned
