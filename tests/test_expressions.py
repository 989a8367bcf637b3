"""No regular expression of ours keeps a worker busy: its time must not grow with the square of what somebody sent."""

import ast
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, get_resolver

from helpdesk.lib.logs import mask_text
from helpdesk.lib.phones import looks_like_phone, normalize_phone, phone_ends, phones_in, phones_sought
from helpdesk.lib.redaction import redact_cards
from helpdesk.lib.text.first_names import greeting_name
from helpdesk.lib.text.markdown import to_html, to_text
from helpdesk.mail.kinds.notices import read_notice
from helpdesk.mail.kinds.phrases import plain
from helpdesk.mail.reading.html_text import html_to_text

ROOT = Path(__file__).resolve().parent.parent
APPS = ("helpdesk", "tickets", "calls", "carts", "escalation", "simulator")
CALLS = frozenset({"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})
PIECES = [
    *(" ", "a", "0", ",", ".", "-", "_", "<", ">", "(", "[", "{", '"', "'", ":", "/", "=", "+", "@", "\n", "\t", "#"),
    *("x", "|", "*", "&", "a@", "a.", "0 ", "0-", "0.", " ,", "a ", "a-", "a:", "a=", "re:", "{{", "[a", "[a](", "<a"),
    *(
        "http://[",
        "http://a.",
        "http://xn--",
        "*[a",
        "*_",
        "-\n",
        "> ",
        "=?",
        "=?a?q?",
        "12:",
        "+1",
        "(0",
        "1/",
        "tel",
        "\u00e9",
        "\u5e2d",
        "a\n",
        " \n",
        "a@a.",
        "https://a",
    ),
]
END = "\x01"
"""What nothing expects: an expression that fails at the end has tried everything."""
LENGTH, AIM, MOST = 4_000, 0.05, 1.0
"""Characters, and seconds of the processor for them: what is wanted, and what nothing may take."""
GROWTH = 9
"""Four times the length takes a linear expression four times as long and a square one sixteen times: far enough apart
for a machine that does other things meanwhile."""


def seconds(act: Callable[[str], object], text: str) -> float:
    begun = time.process_time()
    act(text)
    return time.process_time() - begun


def best_of_three(act: Callable[[str], object], text: str) -> float:
    """A machine that is busy with something else must not be taken for a slow expression."""
    return min(seconds(act, text) for _time in range(3))


def is_slow(act: Callable[[str], object], piece: str) -> bool:
    long, short = ((piece * length)[:length] + END for length in (LENGTH, LENGTH // 4))
    if seconds(act, long) < AIM:
        return False
    took, quarter = (best_of_three(act, text) for text in (long, short))
    return took > MOST or (took > AIM and took > GROWTH * quarter)


def slow_pieces(act: Callable[[str], object]) -> list[str]:
    return [piece for piece in PIECES if is_slow(act, piece)]


def written_out() -> Iterator[tuple[str, str, int]]:
    """Each literal expression of the product: where it stands, itself, its flags."""
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                for node in ast.walk(ast.parse(path.read_text())):
                    if pattern := _pattern(node):
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", pattern, _flags(node)


def _pattern(node: ast.AST) -> str:
    if not isinstance(node, ast.Call) or not node.args:
        return ""
    called = ast.unparse(node.func)
    named = next((word.value for word in node.keywords if word.arg == "regex"), node.args[0])
    is_expression = called in {f"re.{name}" for name in CALLS} or called.endswith(("RegexValidator", "re_path"))
    if not is_expression or not isinstance(named, ast.Constant) or not isinstance(named.value, str):
        return ""
    return named.value


def _flags(node: ast.Call) -> int:
    named = re.findall(r"\bre\.([A-Z]+)\b", ast.unparse(node))
    return sum({getattr(re, name) for name in named}, re.RegexFlag(0))


def in_addresses(patterns: list[object], before: str = "") -> Iterator[tuple[str, str, int]]:
    for entry in patterns:
        place = before + str(entry.pattern)
        yield f"address {place}", entry.pattern.regex.pattern, 0
        if not isinstance(entry, URLPattern):
            yield from in_addresses(entry.url_patterns, place)


def expressions() -> dict[tuple[str, int], str]:
    """Each once, and the first place where it stands."""
    found: dict[tuple[str, int], str] = {}
    for place, pattern, flags in [*written_out(), *in_addresses(get_resolver().url_patterns)]:
        found.setdefault((pattern, int(flags)), place)
    return found


def test_no_expression_takes_the_square_of_a_length():
    found = expressions()
    assert len(found) > 150  # that they are found at all
    slow = {}
    for (pattern, flags), place in found.items():
        compiled = re.compile(pattern, flags)
        if pieces := slow_pieces(lambda text, compiled=compiled: sum(1 for _ in compiled.finditer(text))):
            slow[place] = pieces
    assert slow == {}


def test_a_square_expression_would_be_noticed():
    assert is_slow(re.compile(r"\s+(?:/|or)\s+|\s*[;,]\s*").findall, " ")


@pytest.mark.parametrize(
    "act", [to_html, to_text, redact_cards, mask_text, html_to_text, plain, lambda text: read_notice(text, known=set())]
)
def test_texts_of_any_length_are_shown_and_cleaned_in_no_time(act):
    assert slow_pieces(act) == []


def test_a_long_text_of_signs_is_shown_in_a_time_that_grows_with_its_length():
    """Each piece again at four times the length: a square would take sixteen times as long."""
    slow = {
        piece: took
        for piece in PIECES
        if (took := [best_of_three(to_html, (piece * size)[:size]) for size in (12_000, 48_000)])[1]
        > 8 * max(took[0], 0.05)
    }
    assert slow == {}


@pytest.mark.parametrize(
    "act",
    [looks_like_phone, phone_ends, normalize_phone, phones_sought, greeting_name, lambda text: list(phones_in(text))],
)
def test_names_and_numbers_of_any_length_are_read_in_no_time(act):
    assert slow_pieces(act) == []
