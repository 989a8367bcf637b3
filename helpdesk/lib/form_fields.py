"""The field of every form for what people write and read."""

from typing import Any

from django import forms

from helpdesk.lib.text.visibility import is_seen


class VisibleCharField(forms.CharField):
    """Text of which something can be seen: characters without a width alone are as good as nothing."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return text if is_seen(text) else self.empty_value
