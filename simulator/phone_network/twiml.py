"""TwiML documents: read them, and refuse what the provider would refuse."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from .grammar import Rule, response_rule

RETRIEVAL_FAILURE = 11200
CONNECTION_FAILURE = 11205
TOO_MANY_REDIRECTS = 11215
BODY_TOO_LARGE = 11750
PARSE_FAILURE = 12100
SCHEMA_VIOLATION = 12200
INVALID_CONTENT_TYPE = 12300
INVALID_CALLER_ID = 13214

LARGEST_BODY = 64 * 1024
CONTENT_TYPES = {"text/xml", "application/xml", "text/html", "application/rss+xml"}

# The whole-number attributes that this network acts on: (least, greatest, the provider's error code)
NUMBERS = {
    ("Gather", "numDigits"): (1, 99, 13314),
    ("Gather", "timeout"): (0, 600, 13313),
    ("Pause", "length"): (0, 3600, 13410),
    ("Say", "loop"): (0, 1000, 13510),
    ("Play", "loop"): (0, 1000, 13420),
    ("Dial", "timeout"): (1, 600, 13212),
    ("Dial", "timeLimit"): (1, 14400, 13213),
}

# Where a document is played decides what it may say; None is any verb.
CONTEXTS: dict[str, set[str] | None] = {
    "call": None,
    "wait": {"Say", "Play", "Pause", "Hangup", "Redirect", "Leave", "Gather"},
    "queue-url": {"Say", "Play", "Pause", "Redirect"},
    "whisper": {"Say", "Play", "Gather", "Hangup"},
    "conference-wait": {"Say", "Play", "Pause", "Redirect"},
}


class DocumentError(Exception):
    """A document, or the way to it, that the provider does not accept; `code` is its error number."""

    def __init__(self, code: int, message: str, url: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.url = code, message, url


def parse(body: str, content_type: str, *, context: str = "call") -> list[ET.Element]:
    """The verbs of a document in order, every one of them checked. Raises DocumentError."""
    if len(body.encode()) > LARGEST_BODY:
        raise DocumentError(BODY_TOO_LARGE, f"The document has more than {LARGEST_BODY} bytes")
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in CONTENT_TYPES:
        raise DocumentError(INVALID_CONTENT_TYPE, f"Content-Type {content_type or '(none)'} is not TwiML")
    try:
        root = ET.fromstring(body)
    except ET.ParseError as error:
        raise DocumentError(PARSE_FAILURE, f"The document is not XML: {error}") from error
    if root.tag != "Response":
        raise DocumentError(PARSE_FAILURE, f"The root element is <{root.tag}>, not <Response>")
    for code, problem in _problems(root, response_rule(), CONTEXTS[context]):
        raise DocumentError(code, problem)
    return list(root)


def spoken_text(element: ET.Element) -> str:
    """What a <Say> says, marks for the voice left out."""
    return " ".join("".join(element.itertext()).split())


def flag(element: ET.Element, name: str, *, default: bool = False) -> bool:
    return element.get(name, str(default)).strip().lower() == "true"


def whole_number(element: ET.Element, name: str, default: int) -> int:
    return int(element.get(name, default))


def _problems(element: ET.Element, rule: Rule, allowed: set[str] | None) -> Iterator[tuple[int, str]]:
    for name, value in element.attrib.items():
        if name not in rule.attributes:
            yield SCHEMA_VIOLATION, f"<{element.tag}> has no attribute {name}"
        yield from _value_problems(element.tag, name, value)
    if not rule.takes_text and (element.text or "").strip():
        yield SCHEMA_VIOLATION, f"<{element.tag}> takes no text"
    for child in element:
        if child.tag not in rule.children:
            yield SCHEMA_VIOLATION, f"<{child.tag}> is not allowed in <{element.tag}>"
        elif allowed is not None and child.tag not in allowed:
            yield SCHEMA_VIOLATION, f"<{child.tag}> is not allowed in this kind of document"
        else:
            yield from _problems(child, rule.children[child.tag], None)


def _value_problems(tag: str, name: str, value: str) -> Iterator[tuple[int, str]]:
    if name.lower().endswith("method") and value.upper() not in {"GET", "POST"}:
        yield SCHEMA_VIOLATION, f"<{tag} {name}> is neither GET nor POST: {value}"
    if (tag, name) in NUMBERS:
        least, greatest, code = NUMBERS[tag, name]
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= greatest:
            yield code, f"<{tag} {name}> must be a whole number from {least} to {greatest}: {value}"
    if (tag, name) == ("Gather", "finishOnKey") and len(value) > 1:
        yield 13310, f"<Gather finishOnKey> is one key or none: {value}"
