"""The words of the pages in other languages: catalogues for gettext, made and judged without GNU gettext.

    python -m scripts.messages               read the code again, bring the catalogues up to date, compile them
    python -m scripts.messages --check       what is wrong with them
    python -m scripts.messages todo de       the entries that German lacks, with their places, as JSON
    python -m scripts.messages merge de x.json   put {"English": "German" or ["one", "many"]} into the German catalogue

What callers hear is in escalation/locale, whose texts a test compares with the script of the lines.
"""

import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PLURALS = {
    "de": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
}
"""The third form that Babel knows of is for millions of something."""

LANGUAGES = tuple(PLURALS)

PACKAGES = ("helpdesk", "tickets", "escalation", "carts", "calls")
LEFT_OUT = (  # what the telephone says to our people is English, like the voice
    "/migrations/",
    "helpdesk/demo/",  # a world that is made up
    "helpdesk/devservices/",
    "escalation/lines/moments.py",  # said to callers; escalation/locale has it
    *(f"calls/twiml/{name}.py" for name in ("caller", "emergency", "member", "ring_test", "speech", "transfers")),
)
KEYWORDS: dict[str, Any] = dict(DEFAULT_KEYWORDS) | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENTS = ("Translators:",)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%%|%s|%d")
TAG = re.compile(r"</?[a-z]\w*[^<>]*>")
NO_BREAK = {"fr": re.compile(r" (?=[:;!?»])|(?<=«) ")}
"""Spaces at which a line must not break."""
CONTEXT_END = "\x04"
"""Between context and text, as in compiled catalogues."""
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # a catalogue that says the same is the same file
HEADER = "# The pages of Press 4. `make messages` writes this file; scripts/messages.py says how to translate."


def main(*arguments: str) -> int:
    match arguments:
        case ():
            update()
        case ("--check",):
            return 0 if check() else 1
        case ("todo", language) if language in LANGUAGES:
            print(json.dumps([as_json(entry) for entry in untranslated(read(language))], ensure_ascii=False, indent=1))
        case ("merge", language, path) if language in LANGUAGES:
            return 0 if merge(language, json.loads(Path(path).read_text())) else 1
        case _:
            print(__doc__)
            return 2
    return 0


def extracted() -> Catalog:
    """Every text of the code that is for people to read."""
    catalog = Catalog(charset="utf-8")
    for path in sources():
        name = path.relative_to(ROOT).as_posix()
        for _line, words, comments, context in texts_of(path):
            catalog.add(words, locations=[(name, 0)], auto_comments=comments, context=context)
    return catalog


def sources() -> Iterator[Path]:
    python = (path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    templates = (path for path in (ROOT / "templates").rglob("*") if path.is_file())
    for path in sorted([*python, *templates]):
        if not any(part in f"/{path.relative_to(ROOT).as_posix()}" for part in LEFT_OUT):
            yield path


def texts_of(path: Path) -> Iterable[Any]:
    text = path.read_text()
    if path.suffix != ".py":
        # Lines of a template begin anywhere, those of Python may not.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    return extract(
        "python", io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=COMMENTS, strip_comment_tags=True
    )


def file_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = file_of(language)
    if not path.exists():
        return empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def empty(language: str) -> Catalog:
    catalog = Catalog(locale=language, charset="utf-8", fuzzy=False)
    catalog.mime_headers = [("Plural-Forms", PLURALS[language])]
    return catalog


def update() -> None:
    template = extracted()
    for language in LANGUAGES:
        catalog = read(language)
        catalog.update(template, no_fuzzy_matching=True)
        write(language, catalog)
        missing = len(untranslated(catalog))
        print(f"{language}: {len(catalog)} texts, {missing} of them not translated")


def typeset(language: str, entry: Message) -> tuple[str, ...]:
    """The forms of a translation with the spaces that do not break, which hardly anybody types."""
    spaces = NO_BREAK.get(language)
    return tuple(spaces.sub("\N{NO-BREAK SPACE}", form) if spaces else form for form in forms_of(entry))


def write(language: str, catalog: Catalog) -> None:
    """The catalogue as translators read it, and beside it as gettext reads it."""
    for entry in entries(catalog):
        entry.string = typeset(language, entry) if entry.pluralizable else "".join(typeset(language, entry))
    path = file_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog.header_comment = HEADER
    catalog.fuzzy = False
    with path.open("wb") as file:
        write_po(
            file, catalog, width=0, sort_output=True, ignore_obsolete=True, include_previous=False, include_lineno=False
        )
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(VARIABLE_HEADERS)))
    path.with_suffix(".mo").write_bytes(compiled(language))


VARIABLE_HEADERS = (
    *('"POT-Creation-Date:', '"PO-Revision-Date:', '"Generated-By:', '"Last-Translator:', '"Language-Team:'),
    *('"Report-Msgid-Bugs-To:', '"Project-Id-Version:'),
)


def compiled(language: str) -> bytes:
    """Only what is translated, and no moment of its making."""
    catalog = read(language)
    file = io.BytesIO()
    minimal = empty(language)
    minimal.creation_date = minimal.revision_date = NO_DATE
    for entry in entries(catalog):
        if is_translated(entry, catalog):
            minimal.add(entry.id, entry.string, context=entry.context)
    write_mo(file, minimal)
    return file.getvalue()


def entries(catalog: Catalog) -> list[Message]:
    return [entry for entry in catalog if entry.id]


def untranslated(catalog: Catalog) -> list[Message]:
    return [entry for entry in entries(catalog) if not is_translated(entry, catalog)]


def is_translated(entry: Message, catalog: Catalog) -> bool:
    forms = forms_of(entry)
    return not entry.fuzzy and all(forms) and len(forms) == (catalog.num_plurals if entry.pluralizable else 1)


def forms_of(entry: Message) -> tuple[str, ...]:
    return (entry.string,) if isinstance(entry.string, str) else tuple(entry.string or ())


def english_of(entry: Message) -> tuple[str, ...]:
    return (entry.id,) if isinstance(entry.id, str) else tuple(entry.id)


def key_of(entry: Message) -> str:
    singular = english_of(entry)[0]
    return f"{entry.context}{CONTEXT_END}{singular}" if entry.context else singular


def as_json(entry: Message) -> dict[str, Any]:
    singular, *plural = english_of(entry)
    found = {
        "key": key_of(entry),
        "msgid": singular,
        "plural": "".join(plural),
        "context": entry.context or "",
        "comments": entry.auto_comments,
        "places": [place for place, _line in entry.locations],
    }
    return {name: value for name, value in found.items() if value}


def merge(language: str, translations: dict[str, str | list[str]]) -> bool:
    """Put them in, unless something about one of them is wrong: then it is named and left out."""
    catalog = read(language)
    known = {key_of(entry): entry for entry in entries(catalog)}
    troubles = [f"no such text: {key}" for key in translations.keys() - known.keys()]
    for key, said in translations.items():
        if entry := known.get(key):
            before, entry.string = entry.string, tuple(said) if isinstance(said, list) else said
            entry.flags.discard("fuzzy")
            if wrong := list(faults(entry, catalog)):
                entry.string = before
                troubles += wrong
    write(language, catalog)
    print(*troubles, sep="\n")
    print(f"{language}: {len(translations) - len(troubles)} put in, {len(untranslated(catalog))} left")
    return not troubles


def check() -> bool:
    """Whether each catalogue is complete, right, and compiled as it is written."""
    template = {(entry.context, entry.id): entry for entry in entries(extracted())}
    troubles = [f"{language}: {trouble}" for language in LANGUAGES for trouble in troubles_of(language, template)]
    print(*troubles[:60], sep="\n")
    if troubles:
        print(
            f"{len(troubles)} faults. `make messages` brings the catalogues up to date; scripts/messages.py says more."
        )
    return not troubles


def troubles_of(language: str, template: dict[Any, Message]) -> Iterator[str]:
    catalog = read(language)
    written = {(entry.context, entry.id): entry for entry in entries(catalog)}
    if file_of(language).with_suffix(".mo").read_bytes() != compiled(language):
        yield "the compiled catalogue is not what is written: make messages"
    for entry in written.values():
        yield from faults(entry, catalog)
        if forms_of(entry) != typeset(language, entry):
            yield f"a space that breaks, which make messages mends: {entry.string!r}"
    for key, entry in template.items():
        if key not in written:
            yield f"missing: {entry.id!r} ({entry.locations[0][0]})"
        elif not is_translated(written[key], catalog):
            yield f"{'fuzzy' if written[key].fuzzy else 'not translated'}: {entry.id!r} ({entry.locations[0][0]})"
    yield from (f"nobody says it any more: {entry.id!r}" for key, entry in written.items() if key not in template)


def faults(entry: Message, catalog: Catalog) -> Iterator[str]:
    """What is wrong with a translation that is there."""
    said = forms_of(entry)
    if not any(said):
        return
    english = english_of(entry)
    if entry.pluralizable != isinstance(entry.string, (tuple, list)) or (
        entry.pluralizable and (len(said) != catalog.num_plurals or not all(said))
    ):
        yield f"{catalog.num_plurals if entry.pluralizable else 1} forms are needed: {entry.id!r}"
        return
    for form, words in enumerate(said):
        # The form of one may say "a case" without the number, in English or in theirs.
        allowed = [counted(PLACEHOLDER, text) for text in english]
        theirs = counted(PLACEHOLDER, words)
        numberless = [placeholders - Counter({"%(count)s": 1, "%(counter)s": 1}) for placeholders in allowed]
        if theirs not in (allowed if form or not entry.pluralizable else allowed + numberless):
            yield f"other placeholders: {entry.id!r} -> {words!r}"
        if counted(TAG, words) not in [counted(TAG, text) for text in english]:
            yield f"other HTML: {entry.id!r} -> {words!r}"
        if edges(words) not in [edges(text) for text in english]:
            yield f"other space at the ends: {entry.id!r} -> {words!r}"


def counted(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(pattern.findall(text))


def edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    sys.exit(main(*sys.argv[1:]))
