"""Form of a blocked number."""

import re
from datetime import datetime, time, timedelta
from typing import Any

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
    is_prefix = forms.BooleanField(label=_("Block every number that starts like this"), required=False)
    reason = ReasonField(label=_("Reason"))
    until = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: until somebody unblocks it."),
    )

    def clean_until(self) -> datetime | None:
        """The end of that day."""
        day = self.cleaned_data["until"]
        if day is None:
            return None
        end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
        if end <= timezone.now():
            raise forms.ValidationError(_("That day is in the past. Choose today or later."))
        return end

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        typed = cleaned.get("number", "")
        if not typed:
            return cleaned
        if not cleaned.get("is_prefix"):
            cleaned["number"] = normalize_phone(typed)
            if not cleaned["number"]:
                self.add_error("number", _("This is not a phone number. Hidden numbers cannot be blocked."))
            return cleaned
        cleaned["number"] = "+" + re.sub(r"[^0-9]", "", typed)
        if not typed.strip().startswith("+") or not SHORTEST_PREFIX <= len(cleaned["number"]) <= 15:
            self.add_error("number", _("Enter the country code and at least three more digits, such as +1500555."))
        return cleaned
