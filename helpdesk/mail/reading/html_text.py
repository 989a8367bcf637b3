"""HTML to plain text, in one walk, whatever it is made of."""

import html
import re
from collections.abc import Iterator

NAME = re.compile(r"(/?)([A-Za-z][A-Za-z0-9]{0,30})(?![A-Za-z0-9])")
SPACES = re.compile(r"[ \t\n\r\f]+")
MARK = re.compile("[>\"']")
BEFORE_VALUE = ("=", " ", "\n", "\t")
"""Behind one of these a quotation mark begins a value; elsewhere it is a letter like any other."""
ATTRIBUTE = re.compile(
    r"""(?<![\w-])(href|alt)\s{0,9}=\s{0,9}(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s"'>]{1,2000}))""", re.I
)
SKIPPED = {"script", "style", "title", "head", "template", "noscript", "object"}
"""What is between these is not words of the mail. A head is only skipped as far as its own parts are."""
NEW_LINE = {"br", "tr", "li", "dt", "dd", "option", "legend"}
BLOCK = {
    "p", "div", "table", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr", "form",
    "section", "article", "header", "footer", "fieldset", "address", "center", "body", "main", "aside",
    "nav", "figure", "html", "tbody", "thead", "caption", "details", "summary",
}  # fmt: skip
APART = {"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre"}
"""Blocks with an empty line around them; not paragraphs, because Outlook writes each line as one."""
DEEPEST = 20
"""Quotations in quotations; what is deeper is quoted as deep as this."""
LONGEST_TAG = 10_000
"""Characters of a tag in which its attributes are looked for."""
LINKED = ("http://", "https://", "mailto:", "tel:")
LOOKS_LIKE_HTML = re.compile(
    r"<(?:br|hr)\s?/?>|</(?:p|div|span|a|b|i|em|strong|ul|ol|li|table|td|tr|h[1-6]|html|body|blockquote)>", re.I
)


def html_to_text(source: str) -> str:
    """The words as a person sees them: lines, lists, quotations as in a mail, the address of each link behind it."""
    writer = _Writer()
    for text, name, is_end, inside in _pieces(source):
        if text:
            writer.words(html.unescape(text))
        elif is_end:
            writer.end(name)
        else:
            writer.begin(name, inside)
    return writer.text()


def looks_like_html(text: str) -> bool:
    """Whether plain text is to be read as HTML: it closes an element that people write texts with."""
    return "<" in text and bool(LOOKS_LIKE_HTML.search(text))


def _pieces(source: str) -> Iterator[tuple[str, str, bool, str]]:
    """Text, or the name of a tag, whether it ends something, and what is inside the tag.

    What has not been found once is never looked for again: else a mail of n openings is read n times.
    """
    place, finds = 0, _Finder(source)
    while place < len(source):
        opening = source.find("<", place)
        if opening < 0:
            yield source[place:], "", False, ""
            return
        if opening > place:
            yield source[place:opening], "", False, ""
        named = NAME.match(source, opening + 1)
        if source.startswith("<!--", opening):
            end = finds.find("-->", opening + 4)
            place = end + 3 if end >= 0 else finds.after_tag(opening + 4)
        elif source.startswith(("<!", "<?"), opening):
            place = finds.after_tag(opening + 2)
        elif not named or (after := finds.after_tag(named.end())) < 0:
            yield "<", "", False, ""
            place = opening + 1
        else:
            name, is_end = named[2].lower(), bool(named[1])
            inside = source[named.end() : min(after - 1, named.end() + LONGEST_TAG)]
            if name in SKIPPED and name not in {"head", "noscript", "object"} and not is_end:
                end = finds.find_end(name, after)
                place = end if end >= 0 else after
                continue
            yield "", name, is_end, inside
            place = after
        if place < 0:
            yield source[opening + 2 :].lstrip("-"), "", False, ""
            return


class _Finder:
    """Where something comes next in a text; the whole of it is looked through for each thing once at most."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.missing: set[str] = set()

    def find(self, what: str, start: int) -> int:
        if what in self.missing:
            return -1
        found = self.source.find(what, start)
        if found < 0:
            self.missing.add(what)
        return found

    def find_end(self, name: str, start: int) -> int:
        """Behind the tag that ends `name`."""
        if name in self.missing:
            return -1
        found = re.compile(rf"</{name}\b[^<>]{{0,99}}>", re.IGNORECASE).search(self.source, start)
        if not found:
            self.missing.add(name)
            return -1
        return found.end()

    def after_tag(self, start: int) -> int:
        """Behind the ">" that ends a tag: one inside quotation marks does not. -1 when none does."""
        place = start
        while ">" not in self.missing and (mark := MARK.search(self.source, place)):
            place = mark.end()
            if mark[0] == ">":
                return place
            if self.source[mark.start() - 1 : mark.start()] in BEFORE_VALUE:
                closing = self.find(mark[0], place)
                if closing < 0:
                    return self.find(">", place) + 1 or -1
                place = closing + 1
        self.missing.add(">")
        return -1


class _Writer:
    """Puts words into lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.depth = self.pre = 0
        self.lists: list[int] = []
        self.link, self.linked = "", list[str]()

    def words(self, text: str) -> None:
        if self.link:
            self.linked.append(text)
        if self.pre:
            first, *more = text.split("\n")
            self.line.append(first)
            for line in more:
                self.new_line(is_kept=True)
                self.line.append(line)
            return
        text = SPACES.sub(" ", text)
        if text[:1] == " " and (not self.line or self.line[-1].endswith(" ")):
            text = text[1:]
        if text:
            self.line.append(text)

    def begin(self, name: str, inside: str) -> None:
        if name == "br":
            self.new_line(is_kept=True)
        elif name in BLOCK or name in NEW_LINE:
            self.break_off(name)
        if name == "blockquote":
            self.depth += 1
        elif name == "pre":
            self.pre += 1
        elif name in {"ul", "ol"}:
            self.lists.append(1 if name == "ol" else 0)
        elif name == "li":
            self.item()
        elif name == "hr":
            self.line.append("---")
            self.new_line()
        elif name in {"td", "th"} and self.line:
            self.words(" ")
        elif name == "a":
            self.leave_link()
            self.link, self.linked = _attribute(inside, "href"), []
        elif name == "img":
            self.words(_attribute(inside, "alt"))

    def end(self, name: str) -> None:
        if name == "a":
            self.leave_link()
        elif name in BLOCK or name in NEW_LINE - {"br"}:
            self.break_off(name)
        if name == "blockquote":
            self.depth = max(self.depth - 1, 0)
        elif name == "pre":
            self.pre = max(self.pre - 1, 0)
        elif name in {"ul", "ol"} and self.lists:
            self.lists.pop()

    def item(self) -> None:
        mark = "- "
        if self.lists and self.lists[-1]:
            mark = f"{self.lists[-1]}. "
            self.lists[-1] += 1
        self.line.append("  " * min(max(len(self.lists) - 1, 0), DEEPEST) + mark)

    def leave_link(self) -> None:
        address, self.link = self.link.strip(), ""
        linked = "".join(self.linked).strip()
        bare = address.removeprefix("mailto:").removeprefix("tel:")
        if address.lower().startswith(LINKED) and bare.rstrip("/") not in linked and linked not in {address, bare}:
            self.words(f" ({bare})" if linked else bare)

    def break_off(self, name: str) -> None:
        if self.line:
            self.new_line()
        if name in APART and not (name in {"ul", "ol"} and self.lists):
            self.lines.append("")

    def new_line(self, *, is_kept: bool = False) -> None:
        text = "".join(self.line)
        self.line = []
        if not self.pre:
            text = text.rstrip(" ")
        if text or is_kept:
            self.lines.append("> " * min(self.depth, DEEPEST) + text if self.depth else text)

    def text(self) -> str:
        self.leave_link()
        self.new_line()
        written: list[str] = []
        for line in self.lines:
            if line or (written and written[-1]):
                written.append(line)
        return "\n".join(written).strip("\n")


def _attribute(inside: str, name: str) -> str:
    for found in ATTRIBUTE.finditer(inside):
        if found[1].lower() == name:
            return html.unescape(found[2] or found[3] or found[4] or "")
    return ""
