"""What templates leave to the code behind them."""

import re

from tests.architecture.sources import Sources

GUARDED_ROUTE = re.compile(
    r"""{% url ["'][^%]* as (\w+) %}(?=.*?{% (?:el)?if (?:not )?\1(?: and| or| %}))""", re.DOTALL
)


def routes_are_not_guarded(sources: Sources) -> list[str]:
    """A route always exists; a page without it is a fault that a test must see."""
    return [
        f"{path}: do not ask whether {name} exists"
        for path, text in sources.templates()
        for name in GUARDED_ROUTE.findall(text)
    ]
