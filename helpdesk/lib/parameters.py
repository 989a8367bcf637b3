"""Keys, texts, choices and moments in the parameters of a request.

Each is bounded: whatever was typed fits its column and is read in no time.
"""

import re
from collections.abc import Container
from datetime import datetime

from django.http import Http404, QueryDict
from django.utils.dateparse import parse_datetime

KEY = re.compile("[0-9]{1,18}")
LONGEST_TEXT = 200
LONGEST_QUERY = 8192
"""Of a text that is a query string itself, such as a list with its filters: as long as an address may be."""


def read_key(text: str) -> int | None:
    """The key of a row, or None for anything else."""
    return int(text) if KEY.fullmatch(text) else None


def read_moment(text: str) -> datetime | None:
    """An aware moment in ISO 8601, or None for anything else."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def get_key(data: QueryDict, name: str) -> int | None:
    """The key that a parameter holds; None without one, and for what is no key."""
    return read_key(data.get(name, ""))


def get_key_or_404(data: QueryDict, name: str) -> int | None:
    """The key that a parameter holds; None without one. Raises Http404 for what is no key."""
    text = data.get(name, "")
    key = read_key(text)
    if text and key is None:
        raise Http404
    return key


def get_keys(data: QueryDict, name: str) -> list[int]:
    """The keys among what a parameter that may be repeated holds."""
    return [key for key in map(read_key, data.getlist(name)) if key is not None]


def get_text(data: QueryDict, name: str, *, longest: int = LONGEST_TEXT, strip: bool = True) -> str:
    """The text that a parameter holds, as PostgreSQL takes it; "" without one."""
    text = data.get(name, "").replace("\0", "")
    return (text.strip() if strip else text)[:longest]


def get_texts(data: QueryDict, name: str, *, longest: int = LONGEST_TEXT) -> list[str]:
    """The texts that a parameter holds that may be repeated."""
    return [text.replace("\0", "").strip()[:longest] for text in data.getlist(name)]


def get_choice(data: QueryDict, name: str, choices: Container[str], *, default: str = "") -> str:
    """The one of `choices` that a parameter holds, or the default."""
    chosen = data.get(name, "")
    return chosen if chosen in choices else default
