"""One place for the demonstration of this folder: its world of six weeks is played once, whoever opens it first."""

from collections.abc import Iterator

import pytest

from tests.tour.demo import somebodys_shell


@pytest.fixture(scope="package")
def environment() -> Iterator[dict[str, str]]:
    with somebodys_shell() as environment:
        yield environment
