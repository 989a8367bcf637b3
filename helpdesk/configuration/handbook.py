"""The pages of docs/ that people of the desk need, as safe HTML. Whoever is signed in reads them under /handbook/.

They are served by the desk because those who read them have no access to the repository, and because a link into it
would lead to another version than the one that runs here.
"""

import re
from functools import cache
from typing import TypedDict

import nh3
from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt

CHAPTERS: dict[str, str | Promise] = {
    "settings": _("Settings, one by one"),
    "telephony": _("Telephony"),
    "carts": _("Reporting carts"),
    "orders": _("Order lookup"),
    "imports": _("Importing cases"),
    "operations": _("Running the server"),
}
"""What may be read: the other pages of docs/ are for those who change the program."""
TAGS = {"a", "blockquote", "code", "em", "h1", "h2", "h3", "li", "ol", "p", "pre", "strong", "ul"} | {
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
}
TO_CHAPTER = re.compile(r"\A(?:\./)?([a-z-]+)\.md(#[\w-]+)?")

_parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


class Chapter(TypedDict):
    """One page of docs/, ready to be shown."""

    title: str
    html: SafeString
    headings: list[tuple[str, str]]
    """The anchor and the words of each heading of the second order."""


@cache
def read_chapter(name: str) -> Chapter:
    """A page of docs/ by its name, which must be one of CHAPTERS."""
    tokens = _parser.parse((settings.BASE_DIR / "docs" / f"{name}.md").read_text(encoding="utf-8"))
    title, headings = "", []
    for place, token in enumerate(tokens):
        if token.type == "heading_open":
            words = tokens[place + 1].content.replace("`", "")
            token.attrSet("id", slugify(words))
            title = title or words
            if token.tag == "h2":
                headings.append((slugify(words), words))
        for part in token.children or ():
            if part.type == "link_open":
                part.attrSet("href", _address(str(part.attrGet("href"))))
    html = nh3.clean(
        _parser.renderer.render(tokens, _parser.options, {}),
        tags=TAGS,
        attributes={"a": {"href"}, "h1": {"id"}, "h2": {"id"}, "h3": {"id"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return {"title": title, "html": mark_safe(html), "headings": headings}  # noqa: S308 - cleaned just above


def _address(link: str) -> str:
    """Where a link of docs/ leads inside the desk; what is not served keeps its words and leads to the contents."""
    found = TO_CHAPTER.fullmatch(link)
    if found and found[1] in CHAPTERS:
        return reverse("configuration:help_page", args=[found[1]]) + (found[2] or "")
    return link if link.startswith(("https://", "http://", "mailto:", "#")) else reverse("configuration:help")
