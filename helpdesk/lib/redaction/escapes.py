"""Text without the escapes that programs write: those of addresses, HTML, JSON and mails."""

import html
import re
from bisect import bisect_right
from collections.abc import Callable
from urllib.parse import unquote

ESCAPE = re.compile(
    r"(?=[%&\\=<])(?:"
    r"(?P<percent>(?:%(?:25){0,3}[0-9A-Fa-f]{2})++)"
    r"|(?P<entity>&(?:amp;){0,3}(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,24}(?=;));?)"
    r"|(?P<script>(?:\\{1,4}u(?:[0-9A-Fa-f]{4}|\{[0-9A-Fa-f]{1,6}\}))++)"
    r"|\\{1,4}(?:x(?P<byte>[0-9A-Fa-f]{2})|(?P<space>[nrt]))"
    # One alone is more often a number behind an equals sign, unless it ends a line or is neither digit nor letter.
    r"|(?P<quoted>(?:=[0-9A-F]{2}){2,}+|=(?:0[9AD]|3E|A0|20(?=\r?\n)))"
    r"|(?P<tag><(?i:!--[^>]{0,200}--|(?P<name>/?(?:a|abbr|b|big|bdi|bdo|code|em|font|i|ins|kbd|mark|o:p|s|samp|small|span"
    r"|strike|strong|sub|sup|tt|u|wbr))(?:[\s/][^<>]{0,300})?)>)"
    r")"
)
"""Percent signs (RFC 3986), entities of HTML with and without their semicolon, JSON and JavaScript, quoted-printable
(RFC 2045), what was escaped more than once, and tags of HTML between which nobody sees a gap."""
LAYERS = 4


class Unescaped:
    """A text without its escapes, which knows where each of its characters stands in the original."""

    def __init__(self, original: str) -> None:
        said, place, done = [], 0, 0
        self._starts: list[int] = []
        self._sources: list[tuple[int, int]] = []
        for escape in ESCAPE.finditer(original):
            for text, source in (
                (original[done : escape.start()], (done, escape.start())),
                (_meaning(escape), escape.span()),
            ):
                said.append(text)
                self._starts.append(place)
                self._sources.append(source)
                place += len(text)
            done = escape.end()
        self._starts.append(place)
        self._sources.append((done, len(original)))
        self.text = "".join([*said, original[done:]])

    def in_original(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original the part from `start` to `end` stands, with the whole of each escape."""
        return self._source(start)[0], self._source(end - 1)[1]

    @staticmethod
    def tags_in(original: str) -> str:
        """Its tags without their attributes, so that what was open or closed in it still is."""
        return "".join(f"<{escape['name']}>" for escape in ESCAPE.finditer(original) if escape["name"])

    def _source(self, place: int) -> tuple[int, int]:
        piece = bisect_right(self._starts, place) - 1
        if piece % 2:
            return self._sources[piece]
        at = self._sources[piece][0] + place - self._starts[piece]
        return at, at + 1


def _meaning(escape: re.Match[str]) -> str:
    match escape.lastgroup:
        case "percent":
            return _layer_by_layer(escape[0], lambda text: unquote(text, errors="replace"))
        case "entity":
            return _layer_by_layer(escape[0], html.unescape)
        case "script":
            codes = [int(code, 16) for code in re.findall(r"[0-9A-Fa-f]{1,6}", escape[0])]
            signs = "".join(chr(code) for code in codes if code <= 0x10FFFF)
            return signs.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case "byte":
            return chr(int(escape["byte"], 16))
        case "quoted":
            return bytes.fromhex(escape[0].replace("=", "")).decode(errors="replace")
        case "tag":
            return ""
    return " "


def _layer_by_layer(text: str, unescape: Callable[[str], str]) -> str:
    for _layer in range(LAYERS):
        text = unescape(text)
    return text
