"""What the documents claim about the code is so."""

import re
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
ARCHITECTURE = (ROOT / "docs/architecture.md").read_text()
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]


def test_the_table_of_states_is_the_models():
    rows = re.findall(r"^\| (\w+) \| (\w+) \| ([\w, ]+) \|$", ARCHITECTURE, re.MULTILINE)
    written = {(row, before, after) for row, before, many in rows for after in many.split(", ")} - {
        ("row", "from", "to")
    }
    moves = {
        (model.__name__, str(before), str(after))
        for model in apps.get_models()
        for before, many in getattr(model, "MOVES", {}).items()
        for after in many
    }
    assert written == moves


def test_every_file_that_a_document_names_exists():
    for document in DOCUMENTS:
        text = document.read_text()
        links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
        assert [link for link in links if not (document.parent / link).exists()] == [], document
        body, _title, renamed = text.partition("## Renamed words")
        text = body + re.sub(r"^\|[^|]*\|", "", renamed, flags=re.MULTILINE)  # the first column has the old names
        named = set(re.findall(r"`((?:helpdesk|tickets|escalation|carts|calls|tests|static|docs)/[\w/.]+)`", text))
        assert [path for path in sorted(named) if not (ROOT / path).exists()] == [], document
