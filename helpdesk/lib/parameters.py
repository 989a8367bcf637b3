"""Reads the key of a row where an address or a form names one as text."""

import re

KEY = re.compile("[0-9]{1,18}")
"""Each such number fits the column of a key, and is read in no time."""


def row_key(text: str) -> int | None:
    """The key, or None for anything else."""
    return int(text) if KEY.fullmatch(text) else None
