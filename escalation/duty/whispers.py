"""Whispers: what a phone says before it is connected. An admin writes plain words and four names in braces."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

NAMES = ("caller", "line", "event", "problem")
_FIELD = re.compile(r"\{([^{}]*)\}")


def check_whisper(text: str) -> None:
    """Refuse a name that we do not know, and a brace that nothing closes."""
    for name in _FIELD.findall(text):
        if name not in NAMES:
            raise ValidationError(
                _("{%(name)s} is not known. Use {caller}, {line}, {event} or {problem}."), params={"name": name}
            )
    if set(_FIELD.sub("", text)) & set("{}"):
        raise ValidationError(_("A brace has no partner. Write a name in braces, such as {caller}."))


def fill_whisper(text: str, values: dict[str, str]) -> str:
    """The words with each name replaced. Not str.format: what is looked up is a name, never an attribute of it."""
    filled = _FIELD.sub(lambda match: values.get(match[1], ""), text)
    # What a name that stands for nothing leaves behind: ", ," and spaces before a comma. Step by step, because one
    # expression for it all takes the cube of the length of what somebody typed.
    tight = re.sub(r" (?=[,.])", "", " ".join(filled.split()))
    return re.sub(r",{2,}", ",", tight).replace(",.", ".").strip(" ,")
