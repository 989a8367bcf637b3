"""A form field for what somebody must say in words, such as a reason."""

import unicodedata
from typing import Any

from django import forms

BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs by their class that print nothing: fillers of Hangul, and the empty pattern of Braille."""


class SaidField(forms.CharField):
    """Text of which something can be seen: characters without a width alone are as good as nothing."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return text if any(_is_seen(character) for character in text) else self.empty_value


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" and character not in BLANK
