"""A reason can be read."""

import pytest
from django import forms

from helpdesk.said_field import SaidField

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
    why = SaidField()


@pytest.mark.parametrize("text", UNSEEN)
def test_what_nobody_can_see_is_no_reason(text):
    assert WhyForm({"why": text}).errors.as_data()["why"][0].code == "required"


@pytest.mark.parametrize("text", ["no", "不", "?", "👎", "ne\u200bin", "\u0645\u06cc\u200c\u062e", "é"])
def test_what_can_be_seen_is_kept_as_it_was_typed(text):
    form = WhyForm({"why": text})
    assert form.is_valid()
    assert form.cleaned_data["why"] == text


@pytest.mark.parametrize(
    ("module", "form", "field"),
    [
        ("calls.block_forms", "BlockForm", "reason"),
        ("escalation.forms", "DoneForm", "note"),
        ("escalation.forms", "RaiseForm", "detail"),
        ("escalation.forms", "ReasonForm", "why"),
        ("tickets.forms", "RefusalForm", "why"),
        ("tickets.forms", "WhyForm", "why"),
        ("tickets.people_forms", "RequesterForm", "reason"),
        ("tickets.promise_forms", "DropPromiseForm", "reason"),
    ],
)
def test_every_form_that_asks_why_asks_for_words(module, form, field):
    from importlib import import_module

    assert isinstance(getattr(import_module(module), form).base_fields[field], SaidField)
