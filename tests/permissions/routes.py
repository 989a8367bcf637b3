"""Every address of the URLconf, by its name."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One pattern. `name` has its namespaces ("calls:detail"); it ends in a colon when the pattern has no name."""

    name: str
    pattern: str


def all_routes(resolver: URLResolver | None = None, *, prefix: str = "", namespace: str = "") -> Iterator[Route]:
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(namespace + (entry.name or ""), pattern)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from all_routes(entry, prefix=pattern, namespace=inner)
