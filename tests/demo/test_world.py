"""The demonstration's world hangs together: every row could have come about at a real desk."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from escalation.models import Callback, Escalation
from helpdesk.mail.models import OutboundMessage
from tickets.models import ContactPoint, Entry, FieldValue, Mention, Promise, Ticket

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]

AHEAD = {
    "due_at",
    "reply_due_at",
    "expires_at",
    "starts_at",
    "send_before",
    "pgh_created_at",
    "doors_at",
    "snoozed_until",
}
"""Moments that may lie in the future."""


def test_nothing_has_happened_that_is_still_to_come():
    for app in ["mail", "tickets", "escalation", "carts", "calls"]:
        for model in apps.get_app_config(app).get_models():
            moments = {field.name for field in model._meta.concrete_fields if isinstance(field, models.DateTimeField)}
            for moment in moments - AHEAD:
                late = model._base_manager.filter(**{f"{moment}__gt": timezone.now()})
                assert not late.exists(), f"{model.__name__}.{moment}: {late.first()}"


def test_every_status_of_a_case_is_there_and_says_the_truth():
    statuses = dict(Ticket.objects.order_by().values_list("status").annotate(models.Count("pk")))
    assert all(statuses.get(status, 0) >= 5 for status in set(Ticket.Status) - {Ticket.Status.MERGED})
    assert not Ticket.objects.filter(status="new", assignee__isnull=False).exists()
    assert not Ticket.objects.filter(status__in=["open", "new", "pending"], solved_at__isnull=False).exists()
    assert not Ticket.objects.filter(status__in=["solved", "closed"], waiting_since__isnull=False).exists()
    assert not Ticket.objects.filter(active_at__lt=models.F("created_at")).exists()
    assert not Ticket.objects.filter(first_replied_at__lt=models.F("created_at")).exists()


def test_an_agent_sees_every_case_that_is_assigned_to_him():
    for ticket in Ticket.objects.filter(team__isnull=False, assignee__isnull=False).select_related("team", "assignee"):
        assert ticket.assignee.teams.contains(ticket.team), ticket.pk


def test_the_counters_agree_with_the_timelines():
    for ticket in Ticket.objects.exclude(status=Ticket.Status.MERGED).prefetch_related("entries"):
        kinds = [entry.kind for entry in ticket.entries.all()]
        assert ticket.messages_count == kinds.count(Entry.Kind.MESSAGE), ticket.pk
        assert all(entry.occurred_at >= ticket.created_at for entry in ticket.entries.all()), ticket.pk


def test_one_buyer_wrote_twenty_eight_times_and_asked_for_a_manager_each_time():
    ticket = Ticket.objects.get(manager_requests_count=28)
    assert ticket.messages_count == 28
    assert ticket.callbacks.unfinished().exists()


def test_every_refusal_gives_its_reason():
    refusals = Entry.objects.filter(kind=Entry.Kind.REFUSAL)
    assert refusals.count() >= 10
    assert all("\nWhy: " in entry.body for entry in refusals)


def test_every_mail_left_and_is_kept_as_it_left():
    messages = OutboundMessage.objects.all()
    assert messages.count() > 300
    assert all(message.is_intact and message.status == OutboundMessage.Status.SENT for message in messages)
    assert all(bytes(message.raw).startswith(b"From: ") for message in messages)


def test_what_is_owed_keeps_its_case_open():
    for promise in Promise.objects.owed().select_related("ticket"):
        assert promise.ticket.is_unfinished, promise
    for escalation in Escalation.objects.unfinished().select_related("ticket"):
        assert escalation.ticket.is_unfinished
        assert escalation.ticket.escalated_at
    assert not Ticket.objects.filter(escalated_at__isnull=False).exclude(escalations__status__in=["open", "claimed"])


def test_the_board_has_calls_that_are_overdue_due_and_done():
    now = timezone.now()
    overdue = Callback.objects.overdue(at=now).count()
    due = Callback.objects.unfinished().filter(due_at__gte=now).count()
    done = Callback.objects.filter(status=Callback.Status.DONE, finished_at__gte=now - timedelta(hours=4))
    assert overdue >= 2
    assert due >= 2
    assert done.count() >= 3


def test_nobody_in_it_is_real():
    for value in ContactPoint.objects.values_list("value", flat=True):
        assert value.startswith("+1500555") or value.endswith(".example"), value


def test_open_cases_are_sorted_as_agents_leave_them():
    assert Ticket.objects.snoozed().count() == 3
    assert Ticket.objects.filter(tags__name="refund").exists()
    assert Mention.objects.filter(seen_at=None).exists()
    assert Promise.objects.owed().exclude(kind=Promise.Kind.CALLBACK).count() == 2
    assert FieldValue.objects.exists()
