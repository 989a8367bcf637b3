"""History and logs can be neither changed, nor deleted, nor emptied: not by the desk's role, not by the owner."""

import pghistory
import psycopg2
import pytest
from django.db import InternalError, connection
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Context, Events

from calls.log import note_export
from helpdesk.accounts.models import User
from helpdesk.lib.append_only import CONTEXT, history_tables, log_tables
from tests import make
from tests.test_database_roles import dial, roles  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


def refused(deed: str) -> None:
    with pytest.raises(InternalError, match="Cannot"), connection.cursor() as cursor:
        cursor.execute(deed)


def test_no_table_of_the_history_can_be_emptied():
    assert len(history_tables()) > 28
    for table in [*history_tables(), CONTEXT]:
        refused(f"TRUNCATE {table} CASCADE")


def test_nor_by_way_of_what_it_is_about():
    make.agent()
    refused("TRUNCATE calls_recording CASCADE")


@pytest.mark.parametrize(
    "table", ["calls_recordingact", "calls_recordingplay", "calls_callexport", "tickets_caseexport"]
)
def test_who_listened_and_what_left_the_desk_is_only_added_to(table):
    assert table in log_tables()
    person, at = make.manager(), timezone.now()
    values = {
        "calls_recordingact": lambda: make.recording().acts.create(kind="held", user=person, done_at=at),
        "calls_recordingplay": lambda: make.recording().plays.create(user=person, method="GET", played_at=at),
        "calls_callexport": lambda: person.call_exports.create(reason="Audit", exported_at=at),
        "tickets_caseexport": lambda: person.case_exports.create(reason="Audit", exported_at=at),
    }
    row = values[table]()
    refused(f"UPDATE {table} SET id = id + 1")
    refused(f"DELETE FROM {table}")
    refused(f"TRUNCATE {table} CASCADE")
    row.refresh_from_db()


def test_the_desk_s_role_cannot_either(roles):  # noqa: F811
    note_export(by=make.manager(), reason="Audit", filters={}, at=timezone.now())
    with pghistory.context(user=4):
        make.agent()
    with dial(roles["web"]).cursor() as cursor:
        for table in ("calls_callexport", "accounts_userevent", CONTEXT):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(f"TRUNCATE {table} CASCADE")
            for deed in (f"DELETE FROM {table}", f"UPDATE {table} SET {'pgh_' if 'event' in table else ''}id = NULL"):
                with pytest.raises(psycopg2.errors.RaiseException, match="Cannot"):
                    cursor.execute(deed)


def said() -> dict:
    return Events.objects.tracks(User.objects.latest("pk")).latest("pgh_id").pgh_context


def test_who_asked_cannot_be_changed_or_deleted_by_hand():
    with pghistory.context(user=4, url="/people/"):
        make.agent()
    refused("UPDATE pghistory_context SET metadata = '{}'")
    refused("DELETE FROM pghistory_context")
    assert said()["user"] == 4


def test_nor_by_naming_the_request_of_somebody_else():
    with pghistory.context(user=4) as context:
        agent = make.agent()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, false), set_config('pghistory.context_metadata', %s, false)",
            [str(context.id), '{"user": 5}'],
        )
        cursor.execute("UPDATE accounts_user SET name = 'x' WHERE id = %s", [agent.pk])
        cursor.execute("RESET pghistory.context_id; RESET pghistory.context_metadata")
    assert Context.objects.get(pk=context.id).metadata == {"user": 4}


def test_nor_may_anything_be_added_to_an_earlier_request():
    with pghistory.context(user=None) as context:
        agent = make.agent()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE pghistory_context SET created_at = created_at - interval '2 minutes'")
        cursor.execute("RESET session_replication_role")
        cursor.execute(
            "SELECT set_config('pghistory.context_id', %s, false), set_config('pghistory.context_metadata', %s, false)",
            [str(context.id), '{"user": 5}'],
        )
        cursor.execute("UPDATE accounts_user SET name = 'x' WHERE id = %s", [agent.pk])
        cursor.execute("RESET pghistory.context_id; RESET pghistory.context_metadata")
    assert Context.objects.get(pk=context.id).metadata == {"user": None}


def test_a_request_may_still_say_more_than_at_its_first_change():
    with pghistory.context(url="/people/", user=None) as context:
        agent = make.agent()
        with pghistory.context(user=agent.pk):
            User.objects.filter(pk=agent.pk).update(name="Ana")
    assert Context.objects.get(pk=context.id).metadata == {"url": "/people/", "user": agent.pk}


def test_a_change_on_a_page_still_says_who_made_it(client):
    client.force_login(agent := make.agent())
    client.post(reverse("accounts:theme"), {"theme": "dark"})
    assert said()["user"] == agent.pk
