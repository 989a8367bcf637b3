"""`python -m scripts.tabler` writes what we use of Tabler: all of it has 620 KB, and no page needs a tenth of that.

A rule stays when each class and attribute that its selector asks for may be on a page of ours. Of the variables those
stay that somebody reads, of the animations those that somebody plays. `make check` fails when the pages use another
part of it than static/vendor/tabler/tabler.css has.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from helpdesk.devservices.state import CHECKOUT

WHOLE = CHECKOUT / "scripts/vendor/tabler.min.css"
USED = CHECKOUT / "static/vendor/tabler/tabler.css"
HOUSE = CHECKOUT / "static/press4"
APPS = ("helpdesk", "tickets", "escalation", "carts", "calls")
TEMPLATES = ("templates", "tests/look/templates")

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}")
WORD = re.compile(r"[A-Za-z][\w-]*")
CLASSES = re.compile(r'class="([^"]*)"')
# In scripts and Python a class stands in quotes, alone or beside others.
QUOTED = re.compile(r"\"([\w .=<>/-]*)\"|'([\w .-]*)'|`([^`\n]*)`")
# What a selector must not find, or need not: it asks for neither.
NOT_ASKED = re.compile(r":(?:not|is|where)\((?:[^()]|\([^()]*\))*\)")
ASKED_CLASS = re.compile(r"[.#]((?:[\w-]|\\.)+)")
ASKED_ATTRIBUTE = re.compile(r"\[([\w-]+)")
READ = re.compile(r"var\(\s*(--[\w-]+)")

Rule: TypeAlias = "tuple[str, str | list[Rule]]"
"""What stands before the brace, and what stands in it: declarations, or rules."""


def is_current() -> bool:
    """Whether what is served is what the pages use now."""
    if USED.read_text() == build():
        return True
    print(f"The pages use another part of Tabler than {USED.relative_to(CHECKOUT)} has: run python -m scripts.tabler")
    return False


def build() -> str:
    """The style sheet that our pages need."""
    text = WHOLE.read_text()
    licence = COMMENT.search(text)
    assert licence is not None
    rules = without_unread(matching(parse(COMMENT.sub("", text)), classes_of_pages(), attributes_of_pages()))
    return "\n".join([licence.group(), "/* Written by scripts/tabler.py: change nothing here. */", *lines(rules), ""])


def classes_of_pages() -> set[str]:
    """Every word that may be a class: too many do little harm, and one that is missing would be seen."""
    found: set[str] = set()
    for text in texts("*.html", *TEMPLATES):
        for classes in CLASSES.findall(TAG.sub(" ", text)):
            found.update(WORD.findall(classes))
        for tag in TAG.findall(text):
            found.update(quoted_words(tag))
    for text in [*texts("*.py", *APPS), *texts("*.js", "static/press4")]:
        found.update(quoted_words(text))
    return found


def quoted_words(text: str) -> Iterator[str]:
    for parts in QUOTED.findall(text):
        yield from WORD.findall("".join(parts))


def attributes_of_pages() -> set[str]:
    """Every word of the templates and scripts."""
    everything = [*texts("*.html", *TEMPLATES), *texts("*.js", "static/press4"), *texts("*.py", *APPS)]
    return {word for text in everything for word in WORD.findall(text)}


def texts(pattern: str, *folders: str) -> list[str]:
    return [path.read_text() for folder in folders for path in sorted((CHECKOUT / folder).rglob(pattern))]


def parse(text: str) -> list[Rule]:
    """The rules of a minified style sheet in which no brace stands in a text."""
    rules: list[Rule] = []
    start = 0
    while (opening := text.find("{", start)) >= 0:
        closing = end_of_block(text, opening)
        inside = text[opening + 1 : closing]
        before = text[start:opening].rpartition(";")[2].strip()
        rules.append((before, parse(inside) if "{" in inside else inside.strip()))
        start = closing + 1
    return rules


def end_of_block(text: str, opening: int) -> int:
    depth = 0
    for place in range(opening, len(text)):
        depth += (text[place] == "{") - (text[place] == "}")
        if not depth:
            return place
    raise ValueError(f"No brace closes the block that begins at {opening}.")


def matching(rules: list[Rule], classes: set[str], attributes: set[str]) -> list[Rule]:
    """The rules that may match something."""
    kept: list[Rule] = []
    for before, inside in rules:
        if before.startswith("@keyframes"):
            kept.append((before, inside))
        elif isinstance(inside, list):
            within = matching(inside, classes, attributes)
            kept += [(before, within)] if within else []
        elif selectors := [one for one in split(before, ",") if may_match(one, classes, attributes)]:
            kept.append((",".join(selectors), inside))
    return kept


def may_match(selector: str, classes: set[str], attributes: set[str]) -> bool:
    asked = NOT_ASKED.sub("", selector)
    named = {name.replace("\\", "") for name in ASKED_CLASS.findall(asked)}
    return named <= classes and set(ASKED_ATTRIBUTE.findall(asked)) <= attributes


def split(text: str, by: str) -> Iterator[str]:
    """`a,b:is(c,d)` by commas is `a`, and `b:is(c,d)`: what stands in brackets belongs together."""
    depth = start = 0
    for place, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign == by and not depth:
            yield text[start:place]
            start = place + 1
    yield text[start:]


def without_unread(rules: list[Rule]) -> list[Rule]:
    """Without what nobody reads; again, because a variable may have been read by another such one only."""
    house = "".join(texts("*.css", "static/press4") + texts("*.js", "static/press4"))
    while True:
        text = "\n".join([house, *lines(rules)])
        fewer = pruned(rules, set(READ.findall(text)), text)
        if fewer == rules:
            return rules
        rules = fewer


def pruned(rules: Iterable[Rule], read: set[str], text: str) -> list[Rule]:
    kept: list[Rule] = []
    for before, inside in rules:
        if isinstance(inside, list):
            is_played = not before.startswith("@keyframes") or re.search(rf"[:\s,]{before.split()[1]}\b(?!\{{)", text)
            within = pruned(inside, read, text) if is_played else []
            kept += [(before, within)] if within else []
        elif declarations := ";".join(one for one in split(inside, ";") if is_read(one, read)):
            kept.append((before, declarations))
    return kept


def is_read(declaration: str, read: set[str]) -> bool:
    name = declaration.partition(":")[0]
    return not name.startswith("--") or name in read


def lines(rules: Iterable[Rule]) -> Iterator[str]:
    """A rule in a line, so that a difference shows what came and what went."""
    for before, inside in rules:
        if isinstance(inside, str):
            yield f"{before}{{{inside}}}"
        else:
            yield f"{before}{{"
            yield from lines(inside)
            yield "}"


if __name__ == "__main__":
    USED.write_text(build())
