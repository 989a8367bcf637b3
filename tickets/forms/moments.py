"""The base of forms in which a moment is chosen, or typed."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.cases.moments import LONGEST

OWN = "custom"
"""What `until` holds when the moment is one's own."""


class MomentForm(forms.Form):
    """The moment of one's own, in the time zone of the person who asks. A form adds `until`; `at` is now."""

    moment = forms.DateTimeField(
        label=_("Date and time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("That is no date with a time.")},
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        moment = cleaned.get("moment")
        is_possible = moment is not None and self.at < moment <= self.at + LONGEST
        if cleaned.get("until") == OWN and "moment" not in self.errors and not is_possible:
            self.add_error("moment", _("Choose a moment within the coming year."))
        return cleaned
