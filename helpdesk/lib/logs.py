"""What a log line must not carry: card numbers, whole telephone numbers, and secrets that stand in addresses."""

import re
from typing import Any

from helpdesk.lib.redaction import redact_cards, redact_cards_in

NAMES = frozenset({"request_id", "correlation_id", "task_id", "parent_task_id", "call_sid", "message_id", "timestamp"})
"""By these a person follows one call or one mail through the logs; they are written as they are."""
PHONE = re.compile(r"(\+|%2[Bb]|\b)(\d{3,6})\d{5,7}(\d{2})\b")
"""Ten to fifteen digits in a row, such as E.164 with or without its plus."""
SECRET = re.compile(r"\b(p4_|whsec_)[\w\-+/=]{8,}")
QUERY = re.compile(r"\?[^\s\"'#]+")
SEGMENT = re.compile(
    r"(?<=/)(?![A-Z]{2}[0-9a-fA-F]{32}\b)(?=[^\s/]*\d)(?=[^\s/]*[A-Za-z])[\w\-:.=~]{24,}(?=[/\s\"']|$)"
)
"""A part of a path that looks like a token: long, letters and digits mixed, and no SID of the telephone network."""


def mask(logger: object, method: str, line: dict[str, Any]) -> dict[str, Any]:
    """A structlog processor: every text of `line` without whole numbers, tokens and query strings."""
    return {key: value if key in NAMES or key.startswith("_") else _masked(value) for key, value in line.items()}


def mask_text(text: str) -> str:
    text = redact_cards(SECRET.sub(r"\1…", QUERY.sub("?…", text)))
    return PHONE.sub(r"\1\2…\3", SEGMENT.sub("…", text))


def _masked(value: Any) -> Any:
    match value:
        case str():
            return mask_text(value)
        case list() | tuple():
            return [_masked(item) for item in value]
        case dict():
            return {key: _masked(item) for key, item in value.items()}
        case bool() | int() | float() | None:
            return redact_cards_in(value)
    # Whatever else a line was given is turned into text here rather than by the renderer, which masks nothing.
    return mask_text(str(value))
