"""The database itself writes down who changed people, lines, cases and callbacks."""

import pytest
from django.db import InternalError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Events

from escalation.board import owe_callback, raise_escalation
from escalation.models import Callback, Duty, Line, RingGroup, RingGroupMember
from helpdesk.accounts.models import ApiToken, User
from helpdesk.accounts.services import create_token
from helpdesk.mail.models import Mailbox, MailboxGrant
from tests import make
from tests.permissions.objects import with_second_step
from tickets.models import AssignmentRule, Availability, CustomField, SavedReply, SavedView, Tag, Ticket

pytestmark = pytest.mark.django_db


def history_of(row):
    return Events.objects.tracks(row).order_by("pgh_created_at", "pgh_id")


def test_a_bulk_update_is_seen():
    agent = make.agent()
    User.objects.filter(pk=agent.pk).update(role="manager")
    assert history_of(agent).last().pgh_diff["role"] == ["agent", "manager"]


def test_raw_sql_is_seen():
    line = make.line()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE escalation_line SET number = '+15005550199' WHERE id = %s", [line.pk])
    assert history_of(line).last().pgh_diff["number"][1] == "+15005550199"


@pytest.mark.parametrize(
    "model",
    [
        User,
        ApiToken,
        Line,
        RingGroup,
        RingGroupMember,
        Duty,
        Ticket,
        SavedView,
        SavedReply,
        CustomField,
        Tag,
        Callback,
        AssignmentRule,
        Availability,
        Mailbox,
        MailboxGrant,
    ],
)
def test_who_decides_and_what_is_decided_is_followed(model):
    assert hasattr(model, "pgh_event_model") or model.pgh_event_models


def test_a_case_an_escalation_and_a_callback_leave_their_steps():
    ticket, at = make.ticket(), timezone.now()
    escalation = raise_escalation(ticket, reason="agent", at=at)
    callback = owe_callback(ticket, at=at)
    for row in (ticket, escalation, callback):
        assert history_of(row).exists()


def test_each_change_says_who_asked_for_it_and_where(client):
    client.force_login(agent := make.agent())
    client.post(reverse("accounts:theme"), {"theme": "dark"})
    change = history_of(agent).last()
    assert change.pgh_diff["theme"] == ["system", "dark"]
    assert change.pgh_context["user"] == agent.pk
    assert change.pgh_context["url"] == reverse("accounts:theme")


def test_a_program_s_change_says_whose_token_it_was(client):
    agent, ticket = make.agent(), make.ticket()
    _token, text = create_token(agent, name="Reports")
    bearer = {"Authorization": f"Bearer {text}"}
    client.post(reverse("v1:ticket-solve", args=[ticket.pk]), {}, content_type="application/json", headers=bearer)
    assert history_of(ticket).last().pgh_context["user"] == agent.pk


def test_neither_password_nor_the_fingerprint_of_a_token_is_copied_into_the_history():
    models = (User, ApiToken, Mailbox, MailboxGrant)
    columns = {field.name for model in models for field in model.pgh_event_model._meta.fields}
    assert {"password", "digest"}.isdisjoint(columns)
    assert not any(name.startswith("encrypted") for name in columns)


@pytest.mark.parametrize("deed", ["DELETE FROM accounts_userevent", "UPDATE accounts_userevent SET name = 'nobody'"])
def test_history_can_be_neither_changed_nor_deleted(deed):
    make.agent()
    with pytest.raises(InternalError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)


def test_admins_read_the_history(client):
    client.force_login(with_second_step(make.admin()))
    make.ticket()
    page = client.get(reverse("admin:pghistory_events_changelist"))
    assert page.status_code == 200
    assert "tickets.Ticket" in page.content.decode()
