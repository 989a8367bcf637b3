"""Numbers are compared in one form."""

import pytest

from helpdesk.phones import normalize_phone, readable_phone


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("+15005550131", "+15005550131"),
        ("(500) 555-0131", "+15005550131"),
        ("1-500-555-0131", "+15005550131"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+49 (0)30 901820", "+4930901820"),
        ("anonymous", ""),
        ("+266696687", ""),
        ("Restricted", ""),
        ("", ""),
        ("12", ""),
        ("sip:ann@example.com", ""),
        ("+1500555013199999999", ""),
        ("\x00", ""),
    ],
)
def test_a_number_in_any_format_becomes_e164_or_nothing(written, number):
    assert normalize_phone(written) == number


def test_a_number_is_shown_as_people_write_it():
    assert readable_phone("+15005550131") == "+1 500-555-0131"
    assert readable_phone("not a number") == "not a number"
