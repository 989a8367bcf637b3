"""manage.py prepare_demo: a second start changes nothing, and the files tell what the desk knows."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.utils import timezone

from carts.models import CartSource
from escalation.models import Callback
from helpdesk.accounts.models import User
from helpdesk.demo.staff import PASSWORD
from helpdesk.lib.encryption import decrypt
from tests import make
from tickets.models import Entry, Ticket

APPS = ["accounts", "mail", "tickets", "escalation", "carts", "calls"]


def counts() -> dict[str, int]:
    """Rows of every table but the audit's, which grows with each change."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return {model._meta.label: model._base_manager.count() for model in models if not hasattr(model, "pgh_created_at")}


@pytest.mark.django_db
def test_a_second_start_adds_and_removes_nothing(town, tmp_path):
    before = counts()
    call_command("prepare_demo", town=tmp_path / "town.json")
    assert counts() == before
    assert before["tickets.Ticket"] >= 300
    assert before["tickets.Requester"] >= 220
    assert before["carts.Cart"] == 60
    assert before["calls.Call"] >= 40
    assert before["calls.Recording"] >= 12


@pytest.mark.django_db
def test_a_start_days_later_moves_the_world_to_today(town, tmp_path):
    before = counts()
    overdue = Callback.objects.overdue(at=timezone.now()).count()
    words = list(Ticket.objects.order_by("pk").values_list("status", "last_words"))
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        call_command("prepare_demo", town=tmp_path / "town.json")
        assert timezone.now() - Entry.objects.latest("occurred_at").occurred_at < timedelta(minutes=1)
        assert abs(Callback.objects.overdue(at=timezone.now()).count() - overdue) <= 1
    assert list(Ticket.objects.order_by("pk").values_list("status", "last_words")) == words
    assert counts() == before


@pytest.mark.django_db
def test_everyone_can_sign_in_with_the_password_that_is_printed(town):
    accounts = json.loads(town.with_name("accounts.json").read_text())["accounts"]
    assert {account["role"] for account in accounts} == {"admin", "manager", "agent"}
    assert len(accounts) == User.objects.count() == 9
    for account in accounts:
        assert account["password"] == PASSWORD
    assert User.objects.get(email=accounts[0]["email"]).check_password(PASSWORD)


@pytest.mark.django_db
def test_the_town_file_says_what_the_desk_knows(town):
    told = json.loads(town.read_text())
    shop = CartSource.objects.get(public_id=told["shop"]["source_id"])
    assert decrypt(shop.encrypted_signing_secret) == told["shop"]["signing_secret"]
    assert told["shop"]["publishable_key"] == shop.publishable_key
    assert "http://localhost:9000" in shop.allowed_origins
    assert {line["kind"]: line["number"] for line in told["lines"]} == {
        "main": make.MAIN_LINE,
        "problem": make.PROBLEM_LINE,
        "recovery": make.RECOVERY_LINE,
    }
    assert sorted(mobile["role"] for mobile in told["mobiles"]) == ["agent"] * 6 + ["manager"] * 2
    on_sale = {event.external_id for event in shop.organizer.events.filter(starts_at__gt=timezone.now())}
    assert {event["id"] for event in told["shop"]["events"]} == on_sale
    assert all(price["cents"] > 0 for event in told["shop"]["events"] for price in event["prices"])


@pytest.mark.django_db
def test_only_we_may_read_the_secrets_of_the_town_file(town):
    assert town.stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_the_stories_differ_and_reach_back_six_weeks(town):
    assert Ticket.objects.values("subject").distinct().count() > 100
    assert timedelta(days=40) < timezone.now() - Ticket.objects.earliest("created_at").created_at < timedelta(days=43)
