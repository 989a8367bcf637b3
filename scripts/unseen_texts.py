"""Calls of gettext that no catalogue learns of: their words would stay English, and nobody would be told."""

import ast
from collections.abc import Iterator

from scripts.messages import KEYWORDS, ROOT, sources


def are_none() -> bool:
    found = [
        f"{path.relative_to(ROOT)}:{line}: a text within an f-string is not found. Give it a name before."
        for path in sources()
        if path.suffix == ".py"
        for line in within_f_strings(path.read_text())
    ]
    print(*found, sep="\n")
    return not found


def within_f_strings(code: str) -> Iterator[int]:
    """The lines of such calls: to whoever reads tokens, as Babel does, an f-string is one text without inside."""
    strings = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.JoinedStr))
    calls = {node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)}
    yield from sorted(call.lineno for call in calls if ast.unparse(call.func).split(".")[-1] in KEYWORDS)
