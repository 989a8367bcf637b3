"""Numbers are compared in one form."""

import pytest

from helpdesk.lib.phones import normalize_phone, phones_in, readable_phone, region_of_phone
from helpdesk.lib.time_zones import country_of_zone


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


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("030 901820", "DE", "+4930901820"),
        ("030/90 18-20", "DE", "+4930901820"),
        ("030\u00a0901820", "DE", "+4930901820"),
        ("0049 30 901820", "US", "+4930901820"),
        ("00 1 500 555 0131", "DE", "+15005550131"),
        ("(0049) 30 901820", "US", "+4930901820"),
        ("0049 (0)30 901820", "US", "+4930901820"),
        ("011 49 30 901820", "US", "+4930901820"),
        ("07700 900123", "GB", "+447700900123"),
        ("+44 (0) 20 7946 0958", "US", "+442079460958"),
        ("06 6982 1234", "IT", "+390669821234"),
        ("8 (495) 123-45-67", "RU", "+74951234567"),
        ("tel:+49-30-901820;ext=12", "US", "+4930901820"),
        ("tel:030-901820;phone-context=+49", "US", "+4930901820"),
        ("tel:+49%2030%20901820", "US", "+4930901820"),
        ("+49 30 901820 ext. 12", "US", "+4930901820"),
        ("+49 30 901820 Durchwahl 5", "US", "+4930901820"),
        ("(500) 555-0131 x12", "US", "+15005550131"),
        ("500-555-0131x12", "US", "+15005550131"),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("Tel.: 0049 30 901820", "US", "+4930901820"),
        ("030 901820 (home)", "DE", "+4930901820"),
        ("0171 2345678 or 0172 2345679", "DE", "+491712345678"),
        ("030 901820 / 030 901821", "DE", "+4930901820"),
        ("\u0660\u0663\u0660 \u0669\u0660\u0661\u0668\u0662\u0660", "DE", "+4930901820"),
        ("\uff0b\uff14\uff19 \uff13\uff10 \uff19\uff10\uff11\uff18\uff12\uff10", "US", "+4930901820"),
        ("\u202a+49 30 901820\u202c", "US", "+4930901820"),
        ("06 6982 1234", "US", ""),
        ("sip:+15005550131@pbx.example", "US", "+15005550131"),
        ("+52 1 55 1234 5678", "US", "+525512345678"),
        ("5215512345678", "MX", "+525512345678"),
    ],
)
def test_a_number_is_read_as_people_write_it_where_they_are(written, region, number):
    assert normalize_phone(written, regions=[region]) == number


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("001 65 6123 4567", "HK", "+6561234567"),
        ("001 852 2345 6789", "SG", "+85223456789"),
        ("0011 49 30 123456", "AU", "+4930123456"),
        ("0011 44 20 7946 0958", "AU", "+442079460958"),
        ("005 49 30 12345", "CO", "+493012345"),
        ("0015 44 20 7946 0958", "BR", "+442079460958"),
        ("00700 49 30 123456", "KR", "+4930123456"),
        ("010 49 30 901820", "JP", "+4930901820"),
        ("8 10 49 30 1234567", "RU", "+49301234567"),
        ("000 1 500 555 0100", "KE", "+15005550100"),
        ("00 49 30 901820", "HK", "+4930901820"),
        ("0049 30 901820", "JP", "+4930901820"),
        ("0044 7700 900123", "US", "+447700900123"),
    ],
)
def test_each_country_dials_abroad_in_its_own_way_and_else_with_two_zeros(written, region, number):
    assert normalize_phone(written, regions=[region]) == number
    assert next(phones_in(f"please call {written} today", regions=[region])) == number


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("4915112345678", "DE", "+4915112345678"),
        ("49 151 12345678", "DE", "+4915112345678"),
        ("436641234567", "AT", "+436641234567"),
        ("442079460958", "GB", "+442079460958"),
        ("74951234567", "RU", "+74951234567"),
        ("2022345678", "US", "+12022345678"),
        ("3212345678", "US", "+13212345678"),
        ("2079460958", "GB", "+442079460958"),
        ("3912345678", "IT", "+393912345678"),
        ("442079460958", "US", ""),
    ],
)
def test_digits_without_a_plus_are_a_number_at_home_or_begin_with_the_code_of_the_country(written, region, number):
    assert normalize_phone(written, regions=[region]) == number


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("0800 REVERSE", "GB", "+448007383773"),
        ("0800 TICKETS", "DE", "+498008425387"),
        ("1-800-GO-FEDEX", "US", "+18004633339"),
        ("0800 FOO", "GB", ""),
        ("0800 1234 Max", "DE", ""),
        ("020 7946 HOME", "GB", ""),
        ("18 Uhr 030 12345678", "DE", "+493012345678"),
        ("2x klingeln 030 12345678", "DE", "+493012345678"),
        ("10115 Berlin, Tel. 030 901820", "DE", "+4930901820"),
        ("030 12345678 ab 18 Uhr", "DE", "+493012345678"),
        ("ab 18 Uhr", "DE", ""),
        ("0800 123 4567 call me", "GB", "+448001234567"),
    ],
)
def test_letters_are_keys_only_where_they_make_a_number_and_else_a_remark(written, region, number):
    assert normalize_phone(written, regions=[region]) == number


@pytest.mark.parametrize("between", ["\n", "\r\n", " / ", " or ", ", ", "; "])
def test_of_two_numbers_the_first_is_read_and_never_both_as_one(between):
    assert normalize_phone(f"030 1234567{between}030 7654321", regions=["DE"]) == "+49301234567"
    assert normalize_phone(f"+1 500 555 0131{between}+49 30 901820") == "+15005550131"


@pytest.mark.parametrize("written", ["555-0131", "012", "1234567", "212 555 01311 2", "15112345678"])
def test_digits_that_are_no_number_of_the_country_are_not_taken_for_one(written):
    assert normalize_phone(written, regions=["US"]) == ""


def test_the_first_country_counts_in_which_such_a_number_is_given_out(settings):
    settings.PHONE_REGION = "GB"
    assert normalize_phone("020 7946 0958") == "+442079460958"
    assert normalize_phone("030 901820", regions=["", "de", "FR"]) == "+4930901820"
    assert normalize_phone("(212) 555-0131", regions=["IS", "US"]) == "+12125550131"


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("Max, 030 901820, has no ticket", "DE", "+4930901820"),
        ("please call 0049 30 901820 now", "US", "+4930901820"),
        ("07700 900123 called", "GB", "+447700900123"),
        ("500 555 0131", "US", "+15005550131"),
        ("order 0312345678", "DE", None),
        ("on 08.11.2026 at 10.30", "DE", None),
        ("12.000,00 EUR of 2026-01-01 00:30", "DE", None),
    ],
)
def test_a_number_is_seen_in_a_text_but_no_order_and_no_day(text, region, number):
    assert next(phones_in(text, regions=[region]), None) == number


def test_where_a_number_or_a_clock_is():
    assert [region_of_phone(number) for number in ("+4930901820", "+15005550131", "+447700900123", "x", "")] == [
        "DE",
        "US",
        "GB",
        "",
        "",
    ]
    assert [country_of_zone(zone) for zone in ("Europe/Berlin", "Asia/Tokyo", "UTC")] == ["DE", "JP", ""]
