"""No template holds words outside gettext: they would stay English in every language."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from django.conf import settings
from django.template.base import Lexer, TokenType

SAID_ATTRIBUTES = {
    "alt",
    "aria-label",
    "aria-description",
    "data-copy",
    "data-confirm",
    "label",
    "placeholder",
    "title",
}
SILENT = {"script", "style", "code", "kbd", "pre"}
HOLE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""In place of what a tag of the template writes."""
WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = {"Press", "SHA", "Ctrl", "Esc", "Bcc", "field"}
"""A brand, and what is typed or written alike in each language."""
CSS_CLASSES = {"main_class", "body_class"}
"""Blocks of a template that hold no words."""
LEFT_OUT = {"allauth/elements/button.html", "tickets/lists/_list.html"}
"""A tag of the template writes the name of an element there, so that its attributes look like text."""


class Words(HTMLParser):
    """What is read of a page: its text, and the attributes that are shown or read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.found += [value for name, value in attributes if name in SAID_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def literal_words(source: str) -> list[str]:
    """The words of a template that stand there as they are."""
    reader = Words()
    reader.feed("".join(outside_of_gettext(source)))
    reader.close()
    return [text.strip() for text in reader.found if set(WORD.findall(text)) - NAMES]


def outside_of_gettext(source: str) -> Iterator[str]:
    end = ""
    for token in Lexer(source).tokenize():
        word = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents.strip() else ""
        if end:
            end = "" if word == end else end
        elif word in {"blocktranslate", "comment"}:
            end = f"end{word}"
        elif word == "block" and token.contents.split()[1] in CSS_CLASSES:
            end = "endblock"
        elif token.token_type == TokenType.TEXT:
            yield token.contents
            continue
        if token.token_type in {TokenType.VAR, TokenType.BLOCK}:
            yield HOLE


def test_every_word_of_a_template_goes_through_gettext():
    folder = Path(settings.BASE_DIR, "templates")
    found = {
        path.relative_to(folder).as_posix(): words
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.relative_to(folder).as_posix() not in LEFT_OUT
        and (words := literal_words(path.read_text()))
    }
    assert found == {}


def test_words_that_stand_there_are_seen():
    page = '{% load i18n %}<p title="Your case">{% translate "Hello" %} there</p><code>GET</code>{# a note #}'
    assert literal_words(page) == ["Your case", f"{HOLE} there"]
    assert literal_words("{% blocktranslate %}Case {{ number }}{% endblocktranslate %} · {{ name }}") == []
