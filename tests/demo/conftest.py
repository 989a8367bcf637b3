"""The demonstration's world, seeded once for the tests of this folder and taken back after them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings


@pytest.fixture(scope="package")
def town(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Path]:
    """The town file of a world that was prepared a moment ago."""
    place = tmp_path_factory.mktemp("demo")
    where = {"MEDIA_ROOT": place / "media", "STATIC_ROOT": place / "static", "SIMULATOR_URL": "http://localhost:9000"}
    with django_db_blocker.unblock(), override_settings(**where), transaction.atomic():
        prepare(place / "town.json")
        yield place / "town.json"
        transaction.set_rollback(True)


def prepare(town: Path) -> None:
    call_command("prepare_demo", town=town)
