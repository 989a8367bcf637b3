"""Amounts have as many places as their currency (ISO 4217)."""

import pytest

from helpdesk.lib.money import exponent_of, format_money


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
    assert format_money(amount, currency) == shown


LIST_ONE = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE "
    "CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD "
    "HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK "
    "MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD "
    "RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH "
    "USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
"""CcyMnrUnts of ISO 4217 list one (list-one.xml of SIX, Pblshd="2026-01-01"), but for codes that have none."""


@pytest.mark.parametrize("places", LIST_ONE)
def test_the_places_are_those_that_iso_4217_publishes(places):
    assert {code: exponent_of(code) for code in LIST_ONE[places].split()} == dict.fromkeys(
        LIST_ONE[places].split(), places
    )
