"""One place for the demonstration of this folder: its world of six weeks is played once, whoever opens it first."""

from collections.abc import Iterator

import pytest

from tests.tour.demo import somebodys_shell


@pytest.fixture(scope="package")
def environment() -> Iterator[dict[str, str]]:
    with somebodys_shell() as environment:
        yield environment


@pytest.fixture
def untouched(environment: dict[str, str], request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """A walk that is done again plays a world of its own: in the first one the buyer is known, and gets no mail."""
    if getattr(request.node, "execution_count", 1) == 1:
        yield environment
    else:
        with somebodys_shell() as another:
            yield another
