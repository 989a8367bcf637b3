"""Markdown as agents write it, as safe HTML: emphasis, lists, quotes, code and links. Nothing else, and no pictures."""

import re

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# No HTML of the author, no headings and no code by indentation: "# 5" and a pasted table of seats stay what they are.
_parser = (
    MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True})
    .enable("linkify")
    .disable(["image", "heading", "lheading", "hr", "code", "reference", "html_block", "html_inline"])
)
_parser.linkify.set({"fuzzy_email": False})
TAGS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
LINK = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\(((?:https?|mailto|tel):[^\s()]+)\)")
LINK_REL = "nofollow noopener noreferrer"
"""The other site learns nothing, not even where the reader came from."""


def to_html(text: str) -> SafeString:
    """`text` for a page or a mail. Sanitised whenever it is shown, so that a mended cleaner mends old texts, too."""
    html = nh3.clean(
        _parser.render(text.replace("\0", "")),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=LINK_REL,
    )
    return mark_safe(html)  # noqa: S308 - cleaned in the line above


def to_text(text: str) -> str:
    """`text` for a reader who sees only text: as it was written, but with the address behind what links to it."""
    return LINK.sub(lambda link: link[2] if link[1] == link[2] else f"{link[1]} ({link[2]})", text).replace("**", "")
