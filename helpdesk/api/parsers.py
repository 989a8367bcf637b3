"""Reads what programs send: JSON, and nothing that Python's reader would take besides."""

from collections.abc import Mapping
from math import isfinite
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 20


class StrictJSONParser(JSONParser):
    """An object, not nested without end, in text that a database can hold."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        try:
            told = super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The body is nested too deeply.")) from error
        if not isinstance(told, dict):
            raise ParseError(_("The body is not a JSON object."))
        _check(told, depth=0)
        return told


def _check(told: Any, *, depth: int) -> None:
    if depth > DEEPEST:
        raise ParseError(_("The body is nested too deeply."))
    if isinstance(told, str):
        if "\0" in told or any("\ud800" <= character <= "\udfff" for character in told):
            raise ParseError(_("A text of the body holds a NUL or half a character."))
    elif isinstance(told, float) and not isfinite(told):  # 1e999 is a number in JSON, and none in Python
        raise ParseError(_("A number of the body is too large."))
    elif isinstance(told, dict):
        for name, value in told.items():
            _check(name, depth=depth)
            _check(value, depth=depth + 1)
    elif isinstance(told, list):
        for value in told:
            _check(value, depth=depth + 1)
