"""Markdown as agents write it, as safe HTML: emphasis, lists, quotes, code and links. Nothing else, and no pictures."""

import re
from typing import Any

import nh3
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

LONGEST, MOST_MARKS = 50_000, 3_000
"""Characters that are read as Markdown, and signs that may mean something in it; a text with more is shown as it was
written. The reader of Markdown takes the square of some of these signs, and nobody writes so many."""
MARK = re.compile(r"[*_\[\]`\\&<>~-]")
TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
LINK = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\(((?:https?|mailto|tel):[^\s()]+)\)")
LINK_REL = "nofollow noopener noreferrer"
"""The other site learns nothing, not even where the reader came from."""
WORD = re.compile(r"\S+")
LONGEST_DOMAIN = 300
"""linkify-it takes the square of a length, so it is given single words, none longer than a host with a path."""
SCHEME = re.compile(r"(?<![a-z0-9+.-])https?$", re.I)
ADDRESS = re.compile(r"""://[^\W_](?:[^\s<>"`\[\]\\]|\[[^\s<>"`\[\]\\]{0,100}\])*+""")
CLOSING = ".,;:!?'*_~"
"""Signs that end the sentence and not the address before them."""


class WordByWord(LinkifyIt):
    """Finds hosts that are written without http://, such as www.shop.test; addresses have no spaces in them."""

    def test(self, text: str) -> bool:
        return bool(self.match(text))

    def match(self, text: str) -> list[Any] | None:
        found = []
        for word in WORD.finditer(text):
            if word.end() - word.start() <= LONGEST_DOMAIN:
                for link in super().match(word[0]) or ():
                    link.index += word.start()
                    link.last_index += word.start()
                    found.append(link)
        return found or None


def _link_address(state: StateInline, silent: bool) -> bool:
    """Make http(s) addresses links before their signs are taken for emphasis. Each character is looked at once."""
    scheme = SCHEME.search(state.pending[-6:]) if state.src[state.pos] == ":" and not state.linkLevel else None
    found = scheme and ADDRESS.match(state.src, state.pos)
    if not scheme or not found:
        return False
    rest = _without_closing(found[0])
    if not silent:
        state.pending = state.pending[: -len(scheme[0])]
        state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(scheme[0] + rest)}
        state.push("text", "", 0).content = state.md.normalizeLinkText(scheme[0] + rest)
        state.push("link_close", "a", -1)
    state.pos += len(rest)
    return True


def _without_closing(address: str) -> str:
    """An address without the signs behind it, and without a bracket that was opened before it."""
    end, surplus = len(address), address.count(")") - address.count("(")
    while address[end - 1] in CLOSING or (address[end - 1] == ")" and surplus > 0):
        surplus -= address[end - 1] == ")"
        end -= 1
    return address[:end]


# No HTML of the author, no headings and no code by indentation: "# 5" and a pasted table of seats stay what they are.
_parser = (
    MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True})
    .enable("linkify")
    .disable(["image", "heading", "lheading", "hr", "code", "reference", "html_block", "html_inline"])
)
_parser.inline.ruler.at("linkify", _link_address)
_parser.linkify = WordByWord(options={"fuzzy_email": False})


def to_html(text: str) -> SafeString:
    """`text` for a page or a mail. Sanitised whenever it is shown, so that a mended cleaner mends old texts, too."""
    text = text.replace("\0", "")
    if len(text) > LONGEST or len(MARK.findall(text)) > MOST_MARKS:
        return mark_safe(linebreaks(escape(text)))  # noqa: S308 - escaped, with <p> and <br> of our own
    html = nh3.clean(
        _parser.render(text),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=LINK_REL,
    )
    return mark_safe(html)  # noqa: S308 - cleaned in the line above


def to_text(text: str) -> str:
    """`text` for a reader who sees only text: as it was written, but with the address behind what links to it."""
    return LINK.sub(lambda link: link[2] if link[1] == link[2] else f"{link[1]} ({link[2]})", text).replace("**", "")
