"""docs/carts.md says what a shop's programmer gets back."""

import json
import re
from pathlib import Path

import pytest
from django.utils import timezone

from carts.ingest import warnings
from tests import make, shop

DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/carts.md").read_text()


@pytest.mark.django_db
def test_the_example_is_answered_as_documented():
    batch, answer = (json.loads(text) for text in re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL))
    now = timezone.now()
    events = [event | {"occurred_at": now.isoformat()} for event in batch["events"]]
    assert shop.report(make.cart_source(), *events, sent_at=now).json() == answer


def test_every_field_that_may_be_named_is_documented():
    told = warnings.warnings_of(
        "checkout.step", dict.fromkeys([*warnings.BUYER, *warnings.CONTENTS, "step", "items"], -1.5), regions=(),
        is_from_browser=False,
    )  # fmt: skip
    fields = {warning["field"] for warning in told} | {"marketing_consent", "code", "reason", "message", "order_id"}
    documented = set(re.findall(r"`([\w\[\]]+)`", "\n".join(re.findall(r"^\| (`.*?) \|", DOCUMENT, re.MULTILINE))))
    assert fields <= documented
