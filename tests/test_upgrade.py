"""A database that the version before made answers the same questions after the upgrade."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from tests import databases
from tickets.models import Entry

BEFORE = [("tickets", "0008_words_of_sent_mails")]
NOW = datetime(2026, 11, 2, 15, tzinfo=UTC)


@pytest.fixture
def old(django_db_setup, django_db_blocker) -> Iterator[StateApps]:
    """The models of the version before, on a copy of the database that has their tables."""
    with django_db_blocker.unblock(), databases.copied():
        yield migrate(BEFORE)


def migrate(targets: list[tuple[str, str]]) -> StateApps:
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


def upgrade() -> None:
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())


def test_entries_lead_to_the_other_case(old):
    one, other = (old_ticket(old, subject) for subject in ("Tickets do not open", "No code"))
    merge = old.get_model("tickets", "CaseMerge").objects.create(
        source=one, survivor=other, merged_at=NOW, status_before="open"
    )
    entries = {
        "link": old_entry(old, one, "Linked with", panel_id=other.pk),
        "split": old_entry(old, other, "Split off from", panel_id=one.pk, source_key="a form"),
        "gone": old_entry(old, one, "Split off into", panel_id=other.pk + 1000),
        "merged": old_entry(
            old,
            other,
            f"Merged Case {one.pk} into this one",
            panel="tickets:merge_panel",
            panel_id=merge.pk,
            source_key=f"merge:{merge.pk}:merged",
        ),
        "undone": old_entry(old, other, f"Case {one.pk} stands by itself", source_key=f"merge:{merge.pk}:undone"),
        "parted": old_entry(old, one, f"No longer merged into {other.pk}", source_key=f"merge:{merge.pk}:parted"),
        "call": old_entry(old, one, "A call", kind="call", panel="calls:entry_panel", panel_id=other.pk),
    }

    upgrade()

    after = {name: Entry.objects.get(pk=entry.pk) for name, entry in entries.items()}
    assert {name: entry.other_ticket_id for name, entry in after.items()} == {
        "link": other.pk,
        "split": one.pk,
        "gone": None,
        "merged": one.pk,
        "undone": one.pk,
        "parted": other.pk,
        "call": None,
    }
    named = {name for name, entry in after.items() if entry.names_other_ticket}
    assert named == {"merged", "undone", "parted"}, "the page adds the number only where the words lack it"
    assert (after["merged"].panel_id, after["call"].panel_id) == (merge.pk, other.pk)


def old_ticket(old: StateApps, subject: str):
    requester = old.get_model("tickets", "Requester").objects.create(name="Ann")
    moments = dict.fromkeys(("created_at", "active_at"), NOW)
    return old.get_model("tickets", "Ticket").objects.create(requester=requester, subject=subject, **moments)


def old_entry(old: StateApps, ticket, body: str, *, kind: str = "related", **fields):
    entries = old.get_model("tickets", "Entry").objects
    return entries.create(ticket=ticket, kind=kind, body=body, occurred_at=NOW, **fields)
