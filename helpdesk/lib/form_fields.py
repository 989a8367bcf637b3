"""Form fields: text that can be seen, telephone numbers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.phones.extensions import refuse_extension
from helpdesk.lib.phones.numbers import normalize_phone
from helpdesk.lib.text.visibility import is_seen


class VisibleCharField(forms.CharField):
    """Text of which something can be seen: characters without a width alone are as good as nothing."""

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return text if text and is_seen(text) else self.empty_value


class PhoneField(forms.CharField):
    """A telephone number in any format, as E.164."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"}), **kwargs)

    def clean(self, value: Any) -> str | None:
        typed = super().clean(value) or ""
        phone = normalize_phone(typed)
        if typed and not phone:
            raise forms.ValidationError(
                _("“%(typed)s” is no telephone number. Write it with its country code, such as +1 500 555 0111."),
                params={"typed": typed},
            )
        refuse_extension(typed)
        return phone
