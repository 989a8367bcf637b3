"""What templates leave to the code behind them."""

import re

from tests.architecture.sources import Sources

GUARDED_ROUTE = re.compile(
    r"""{% url ["'][^%]* as (\w+) %}(?=.*?{% (?:el)?if (?:not )?\1(?: and| or| %}))""", re.DOTALL
)

COMPARED = re.compile(r"""\b\w+\.(?:status|kind|direction|reason|role) [!=]= ["']\w""")


def rows_say_how_they_stand(sources: Sources) -> list[str]:
    """A status is compared by a property of its model, under a name that says what follows from it."""
    return [
        f"{path}: ask the row by a property, not by {found}…"
        for path, text in sources.templates()
        for found in COMPARED.findall(text)
    ]


def routes_are_not_guarded(sources: Sources) -> list[str]:
    """A route always exists; a page without it is a fault that a test must see."""
    return [
        f"{path}: do not ask whether {name} exists"
        for path, text in sources.templates()
        for name in GUARDED_ROUTE.findall(text)
    ]
