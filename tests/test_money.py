"""Amounts have as many places as their currency (ISO 4217)."""

import pytest

from helpdesk.templatetags.press4 import money


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (18400, "USD", "$184.00"),
        (18400, "JPY", "18,400 JPY"),
        (18400, "XPF", "18,400 XPF"),
        (18400, "KWD", "18.400 KWD"),
        (18400, "CLF", "1.8400 CLF"),
        (-5, "EUR", "-€0.05"),
        (10**17 + 1, "EUR", "€1,000,000,000,000,000.01"),
        (None, "EUR", ""),
    ],
)
def test_an_amount_is_shown_in_the_places_of_its_currency(amount, currency, shown):
    assert money(amount, currency) == shown
