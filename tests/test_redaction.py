"""No card number reaches the database."""

import pytest

from helpdesk.redaction import REDACTED, redact_cards, redact_cards_in

VISA = "4111111111111111"  # the test number that every payment provider prints


@pytest.mark.parametrize(
    "text",
    [
        VISA,
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "3782 822463 10005",
        "my card 4111\u00a01111\u00a01111\u00a01111 was refused",
        "2 4111 1111 1111 1111",
        "4111 1111 1111 1111 06 27",
        "paid 2 x 4111 1111 1111 1111 and 5555 5555 5555 4444",
    ],
)
def test_a_card_number_is_removed_however_it_is_typed(text):
    redacted = redact_cards(text)
    assert REDACTED in redacted
    assert "1111 1111" not in redacted
    assert VISA not in redacted
    assert "5555 5555" not in redacted


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",  # fails the Luhn test
        "call me at +1 500-555-0134",
        "order 20260000123456",
        "1763781234567",  # a moment in milliseconds
        "4" * 20,
        "",
    ],
)
def test_other_numbers_stay(text):
    assert redact_cards(text) == text


def test_a_json_value_is_searched_to_its_depth():
    value = {"message": f"card {VISA}", "list": [{"n": int(VISA)}], VISA: 1, "total_cents": 18400, "ok": True}
    assert redact_cards_in(value) == {
        "message": f"card {REDACTED}",
        "list": [{"n": REDACTED}],
        REDACTED: 1,
        "total_cents": 18400,
        "ok": True,
    }


def test_a_long_run_of_digits_takes_no_long_time():
    assert redact_cards("1 " * 50_000)
