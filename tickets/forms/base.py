"""The bases of forms: one that does one thing when it is sent twice, and one in which a moment is chosen or typed."""

import hashlib
import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.cases.moments import LONGEST

LONGEST_TEXT = 20_000
OWN = "custom"
"""What `until` holds when the moment is one's own."""


def new_key() -> str:
    """Names one filled-in form, so that sending it twice does one thing."""
    return uuid.uuid4().hex


class KeyedForm(forms.Form):
    """A form that a person may send twice by accident; `source_key` is the same both times.

    Whoever goes back in the browser has the same form again. With other words it is another message, so the words
    (the fields that `says` names) are part of the key.
    """

    says: tuple[str, ...] = ()
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_key)

    @property
    def form_key(self) -> str:
        """What the keys of all that was sent with this form begin with."""
        return f"form:{self.cleaned_data['key'].hex}"

    @property
    def source_key(self) -> str:
        words = "\0".join(" ".join(str(self.cleaned_data[name]).split()) for name in self.says)
        return f"{self.form_key}:{hashlib.sha256(words.encode()).hexdigest()[:16]}" if self.says else self.form_key


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
