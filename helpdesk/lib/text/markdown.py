"""Markdown as agents write it, as safe HTML: emphasis, lists, quotes, code, links, and pictures that we keep ourselves.
Nothing else, and no picture of another site, which would learn who reads it."""

import re
from collections.abc import Callable
from typing import Any

import nh3
from django.utils.html import conditional_escape, escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

LONGEST, MOST_MARKS, MOST_HOSTS = 50_000, 3_000, 1_000
"""Characters that are read as Markdown, signs that may mean something in it, and points that may be those of a host; a
text with more is shown as it was written. The reader takes the square of some of these, and nobody writes so many."""
MARK = re.compile(r"[*_\[\]`\\&<>~-]")
POINT = re.compile(r"\w\.[^\W\d_]")
TAGS = {"a", "blockquote", "br", "code", "em", "img", "li", "ol", "p", "pre", "strong", "ul"}
LINK = re.compile(r"(?<!!)\[([^\[\]\n]+)\]\(((?:https?|mailto|tel):[^\s()]+)\)")
BOLD = re.compile(r"(?<!\*)\*\*([^\s*](?:[^*\n]*[^\s*])?)\*\*(?!\*)")
"""Marked words; the stars of "****1234" are none."""
PICTURE = re.compile(r"!\[([^\[\]\n]{0,200})\]\(attachment:(\d{1,18})\)")
"""A picture that was pasted into the text: what it shows, and the key of the file."""
MOST_PICTURES = 20
"""Of one text that are shown; each is a request of whoever opens its page."""
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
    # Without the signs behind it, and without a bracket that was opened before it.
    rest, surplus = found[0], found[0].count(")") - found[0].count("(")
    while rest[-1] in CLOSING or (rest[-1] == ")" and surplus > 0):
        surplus -= rest[-1] == ")"
        rest = rest[:-1]
    if not silent:
        state.pending = state.pending[: -len(scheme[0])]
        state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(scheme[0] + rest)}
        state.push("text", "", 0).content = state.md.normalizeLinkText(scheme[0] + rest)
        state.push("link_close", "a", -1)
    state.pos += len(rest)
    return True


def _picture(state: StateInline, silent: bool) -> bool:
    found = PICTURE.match(state.src, state.pos) if state.src[state.pos] == "!" else None
    if not found:
        return False
    if not silent:
        token = state.push("picture", "img", 0)
        token.content, token.meta = found[1], {"key": int(found[2])}
    state.pos = found.end()
    return True


def _render_picture(_renderer: Any, tokens: Any, index: int, _options: Any, env: dict[str, Any]) -> str:
    token = tokens[index]
    key, shown = token.meta["key"], env["shown"]
    src = env["pictures"](key) if env["pictures"] and (key in shown or len(shown) < MOST_PICTURES) else ""
    if not src:
        return escape(token.content)
    shown.add(key)
    lazily = "" if src.startswith("cid:") else ' loading="lazy"'  # what is in the mail itself is there already
    return f'<img src="{escape(src)}" alt="{escape(token.content)}"{lazily}>'


def _give_directions(state: StateCore) -> None:
    """Each paragraph, list and quotation of the text is read in the direction of its own first letter.

    Not what stands inside one of them: "auto" does not look into parts that have a direction of their own.
    """
    for token in state.tokens:
        if token.nesting == 1 and token.level == 0:
            token.attrSet("dir", "auto")


# No HTML of the author, no headings and no code by indentation: "# 5" and a pasted table of seats stay what they are.
_parser = (
    MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": True})
    .enable("linkify")
    .disable(["image", "heading", "lheading", "hr", "code", "reference", "html_block", "html_inline"])
)
_parser.inline.ruler.at("linkify", _link_address)
_parser.linkify = WordByWord(options={"fuzzy_email": False})
_parser.inline.ruler.before("link", "picture", _picture)
_parser.add_render_rule("picture", _render_picture)
_parser.core.ruler.push("direction", _give_directions)


def to_html(text: str, pictures: Callable[[int], str] | None = None) -> SafeString:
    """`text` for a page or a mail. Sanitised whenever it is shown, so that a mended cleaner mends old texts, too.

    `pictures` answers the address of the picture with that key. For "", without it, and after MOST_PICTURES, its words
    stand there.
    """
    text = text.replace("\0", "")
    if len(text) > LONGEST or len(MARK.findall(text)) > MOST_MARKS or len(POINT.findall(text)) > MOST_HOSTS:
        return paragraphs(text)
    html = nh3.clean(
        _parser.render(text, {"pictures": pictures, "shown": set()}),
        tags=TAGS,
        attributes={"a": {"href"}, "ol": {"start"}, "img": {"src", "alt", "loading"}, "*": {"dir"}},
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel=LINK_REL,
    )
    return mark_safe(html)  # noqa: S308 - cleaned in the line above


def paragraphs(text: str) -> SafeString:
    """Plain text as HTML, each paragraph in the direction of its own first letter."""
    html = linebreaks(conditional_escape(text))
    return mark_safe(html.replace("<p>", '<p dir="auto">'))  # noqa: S308 - escaped, with <p> and <br> of our own


def to_text(text: str) -> str:
    """`text` for a reader who sees only text: as it was written, but with the address behind what links to it."""
    text = PICTURE.sub(lambda picture: f"[{picture[1]}]", text)
    text = LINK.sub(lambda link: link[2] if link[1] == link[2] else f"{link[1]} ({link[2]})", text)
    return BOLD.sub(r"\1", text)


def pictures_in(text: str) -> list[int]:
    """The keys of the pictures in a text, each once."""
    return list(dict.fromkeys(int(key) for _words, key in PICTURE.findall(text)))
