"""The base of forms that are idempotent: one that is sent twice does one thing."""

import hashlib
import uuid

from django import forms

LONGEST_TEXT = 20_000


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
