"""A desk with its three lines in a pretend town."""

from contextlib import ExitStack

import pytest


@pytest.fixture
def busy_town(transactional_db, town):
    """The same with real commits: a transaction of many calls would drag every version of their rows along."""
    return town


@pytest.fixture
def town(db, monkeypatch, settings, tmp_path):
    """Six people and two managers behind the main line, the problem line and the secret number."""
    # Imported here: pytest reads this file before Django knows its apps.
    from django.db import connection

    from escalation.models import Line
    from tests import make
    from tests.calls.town import Town

    settings.MEDIA_ROOT = tmp_path
    with connection.cursor() as cursor:
        # Whose phone rings first turns with the key of the call: here the first of the group, be it of two or of seven.
        cursor.execute("SELECT setval(pg_get_serial_sequence('calls_problemcall', 'id'), 420, false)")
    with ExitStack() as stack:
        town = Town(monkeypatch, stack)
        group = make.ring_group()
        for kind in Line.Kind:
            make.line(kind, ring_group=group)
        yield town
