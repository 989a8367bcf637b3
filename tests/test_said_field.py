"""A reason can be read."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.conf import settings
from django.forms import modelform_factory
from rest_framework import serializers

from calls.forms.reviews import ScorecardForm
from helpdesk.api.bodies import Body
from helpdesk.lib.form_fields import VisibleCharField
from tickets.models import CustomField, SavedReply
from tickets.rules.fields import form_field
from tickets.rules.quick_log import first_words

UNSEEN = [
    "\u200b",
    "\u200b\u200d \ufeff",
    "\u00ad",
    "\u2060",
    "\u3164",
    "\u2800",
    "\u115f",
    "\u00a0",
    "\ufe0f",
    "\u202e",
]


class WhyForm(forms.Form):
    why = VisibleCharField()


@pytest.mark.parametrize("text", UNSEEN)
def test_what_nobody_can_see_is_no_reason(text):
    assert WhyForm({"why": text}).errors.as_data()["why"][0].code == "required"


@pytest.mark.parametrize("text", ["no", "不", "?", "👎", "ne\u200bin", "\u0645\u06cc\u200c\u062e", "é"])
def test_what_can_be_seen_is_kept_as_it_was_typed(text):
    form = WhyForm({"why": text})
    assert form.is_valid()
    assert form.cleaned_data["why"] == text


NO_WORDS = {
    # What a program reads, or what a person looks for: it is right or wrong, and nobody reads it afterwards.
    "ComposerForm.accepted_gaps", "BlockForm.number", "ProfileForm.mobile",
    "OrderSourceForm.token", "MenuChoiceForm.digit", "WeekForm.holiday_subdivision", "SavedViewForm.filters",
    "MailboxForm.our_addresses", "ShopForm.signing_secret", "SignInForm.timezone",
    "MailboxForm.user_name", "PasswordMailboxForm.user_name", "MicrosoftMailboxForm.user_name",
    "GoogleMailboxForm.user_name", "MailboxForm.secret", "PasswordMailboxForm.secret",
    "MicrosoftMailboxForm.secret", "GoogleMailboxForm.secret", "GiveAgainForm.part",
    "MicrosoftUserMailboxForm.user_name", "MicrosoftUserMailboxForm.secret",
    "GoogleUserMailboxForm.user_name", "GoogleUserMailboxForm.secret",
    # Addresses as they were typed so far.
    "DraftForm.to", "DraftForm.cc", "DraftForm.bcc",
    # Made by a browser.
    "SubscriptionForm.endpoint", "SubscriptionForm.p256dh", "SubscriptionForm.auth",
}  # fmt: skip
APPS = ("helpdesk", "tickets", "calls", "carts", "escalation")


def our_forms() -> Iterator[type[forms.BaseForm]]:
    """Every form of ours; those that a function makes are not among them."""
    for app in APPS:
        for found in pkgutil.walk_packages(importlib.import_module(app).__path__, f"{app}."):
            if ".forms" in found.name or found.name.endswith(("form", "admin", "api", "urls")):
                importlib.import_module(found.name)
    yield from (form for form in subclasses(forms.BaseForm) if form.__module__.partition(".")[0] in APPS)


def subclasses(kind: type) -> set[type]:
    return {kind for one in kind.__subclasses__() for kind in (one, *subclasses(one))}


def test_every_form_field_of_words_asks_for_words_that_can_be_seen():
    forms_of_ours = list(our_forms())
    assert len(forms_of_ours) > 60  # that they are found at all
    plain = {
        f"{form.__name__}.{name}"
        for form in forms_of_ours
        for name, field in form.base_fields.items()
        if type(field) is forms.CharField and not form.__name__.endswith("FilterForm")
    }
    assert plain == NO_WORDS


def test_fields_that_are_made_for_a_row_ask_for_words_that_can_be_seen():
    assert isinstance(form_field(CustomField(label="Seat", kind=CustomField.Kind.TEXT)), VisibleCharField)
    assert isinstance(ScorecardForm(questions=()).fields["comment"], VisibleCharField)
    assert isinstance(modelform_factory(SavedReply, fields=["name", "body"]).base_fields["body"], VisibleCharField)


def test_every_text_that_the_api_takes_can_be_seen():
    importlib.import_module(settings.ROOT_URLCONF)  # and all that answers there
    plain = {
        f"{body.__name__}.{name}"
        for body in subclasses(Body)
        for name, field in body().get_fields().items()
        if type(field) is serializers.CharField
    }
    assert len(subclasses(Body)) > 6
    assert plain == {"NewTicketSerializer.phone"}  # which is a number or refused


def test_a_case_is_called_by_its_first_line_that_can_be_seen():
    assert first_words("\u200b\n \u3164\nThe code is refused\nTwice") == "The code is refused"
