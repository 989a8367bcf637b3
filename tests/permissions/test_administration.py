"""Django's administration: every one of its pages is for admins, whatever apps register there."""

from typing import Any

import pghistory.models
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests import make
from tests.permissions.guards import LOGIN, SETUP
from tests.permissions.objects import visitors
from tests.permissions.routes import all_routes

pytestmark = pytest.mark.django_db

ARGUMENTS = {"object_id": "accounts.UserEvent:1", "content_type_id": "0", "app_label": "accounts", "url": "nothing/"}
OUR_APPS = ["accounts", "mail", "tickets", "escalation", "carts", "calls"]
FOR_EVERYBODY = {"admin:login", "admin:logout"}
"""The first sends visitors to the sign-in of the desk; the second answers a GET with 405. They show nothing."""


def addresses() -> list[str]:
    names = {route.name for route in all_routes() if route.name.startswith("admin:") and not route.name.endswith(":")}
    return sorted({address_of(name) for name in names - FOR_EVERYBODY} | {"/admin/nothing/"})


def address_of(name: str) -> str:
    """The route's address, with whatever its pattern asks for."""
    for wanted in (
        {},
        *({key: ARGUMENTS[key]} for key in ARGUMENTS),
        {key: ARGUMENTS[key] for key in ("content_type_id", "object_id")},
    ):
        try:
            return reverse(name, kwargs=wanted)
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name} needs arguments that this test does not know")


def test_every_page_of_the_administration_is_for_admins_only():
    people = visitors(make.team())
    let_in: dict[str, list[str]] = {visitor: [] for visitor in people}
    for visitor, user in people.items():
        client = Client()
        if user:
            client.force_login(user)
        let_in[visitor] = [address for address in addresses() if not refused(client.get(address))]
    assert let_in["anonymous"] == let_in["agent"] == let_in["newcomer"] == let_in["manager"] == []
    assert reverse("admin:accounts_user_changelist") in let_in["admin"]


LEFT_OUT = {
    "calls.ProviderQueue": "gone with its queue, seconds after the call",
    "calls.RecordingPeaks": "a picture of bytes",
    "carts.RecoveryCode": "whoever knows one is taken for the buyer",
    "tickets.Word": "a vocabulary without its cases, which the desk learns itself",
    "tickets.Draft": "what somebody has not sent is nobody else's to read",
    "tickets.ComposerHabit": "which button somebody pressed last",
    "tickets.NoticeSettings": "what somebody wants to hear",
    "tickets.NoticeEmail": "by it nobody is mailed the same twice",
    "tickets.NoticePush": "nor pushed",
    "tickets.PushKey": "with it anybody could push in the name of the desk",
    "tickets.PushSubscription": "each person has a list of the own ones",
    "tickets.HeldReply": "how a case stood for the ten seconds in which a reply can be taken back",
    "tickets.ScheduledReply": "the case shows it until it leaves",
    "tickets.NoteVersion": "managers read it from the note",
    "tickets.Offer": "the page of its event shows it",
    "tickets.CopySource": "the settings show it, with the days that lack copies",
    "tickets.CopyDay": "how many copies of a source came for a day, which nobody may claim",
    "tickets.HeardHour": "by it the desk knows at which hours a source is usually heard",
    "tickets.Silence": "the list of shops, or of sources of copies, shows it; admins are mailed",
    "tickets.SendingDomain": "the settings show it",
    "tickets.SigningKey": "what a domain published, by which its mails are known again",
    "mail.MailboxFolder": "how far a folder was fetched, which the fetcher alone knows",
    "mail.AuthorizationRequest": "a sign-in that is begun: gone within minutes",
    "mail.FetchedMail": "by it no mail is fetched twice",
    "tickets.Entry": "the case shows its newest ones as one timeline",
}


def test_every_model_is_registered_or_shown_on_the_page_of_another():
    shown = {inline.model for registered in admin.site._registry.values() for inline in registered.inlines}
    shown |= set(admin.site._registry)
    ours = {model for name in OUR_APPS for model in apps.get_app_config(name).get_models()}
    missing = {model._meta.label for model in ours - shown if not issubclass(model, pghistory.models.Event)}
    assert missing == set(LEFT_OUT)


def test_the_administration_has_no_sign_in_of_its_own(client):
    assert client.get(reverse("admin:login"))["Location"].startswith(reverse(settings.LOGIN_URL))
    client.force_login(make.agent())
    assert client.get(reverse("admin:login")).status_code == 403
    assert client.post(reverse("admin:login"), {"username": "a", "password": "b"}).status_code == 403


def refused(response: Any) -> bool:
    """Sent away, forbidden or not found: nothing was shown."""
    if response.status_code in {403, 404}:
        return True
    sent_to = response.headers.get("Location", "").partition("?")[0]
    elsewhere = {reverse(settings.LOGIN_URL): LOGIN, reverse("mfa_index"): SETUP, reverse("admin:login"): LOGIN}
    return sent_to in elsewhere
