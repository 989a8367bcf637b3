"""Read a payload that a shop or a browser wrote: each function answers only the values that make sense."""

import zoneinfo
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from phonenumbers import SUPPORTED_REGIONS

from helpdesk.lib import addresses, phones
from helpdesk.lib.addresses import normal_email
from helpdesk.lib.text.visibility import one_line
from helpdesk.lib.time_zones import country_of_zone

_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF "
    "CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD "
    "HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL "
    "LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR "
    "PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP "
    "TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG"
)
CURRENCIES = frozenset(_CODES.split())
"""ISO 4217, without metals, funds and what is only for tests."""
MOST_ITEMS = 50
MOST_CENTS = 10**12
MOST_OF_ONE = 10_000

Payload = dict[str, Any]

normalize_phone = lru_cache(maxsize=4096)(phones.normalize_phone)
is_email = lru_cache(maxsize=4096)(addresses.is_email)


def countries(payloads: Iterable[Payload]) -> tuple[str, ...]:
    """Where the buyer is, as the payloads of a cart tell: named countries first, then those of time zones."""
    payloads = list(payloads)
    named = [_country(payload.get("country")) for payload in payloads]
    zones = [country_of_zone(_timezone(_short(payload.get("timezone"), 40))) for payload in payloads]
    return tuple(dict.fromkeys(filter(None, [*named[::-1], *zones[::-1]])))


def buyer(payload: Payload, *, regions: tuple[str, ...] = ()) -> dict[str, Any]:
    """Who buys. A value that is missing or makes no sense is left out, so that it cannot wipe a good one.

    A telephone number is read as in the first of `regions` that makes sense of it.
    """
    email = normal_email(_short(payload.get("email"), 300))
    found = {
        "email": email if is_email(email) else "",
        "phone": normalize_phone(_short(payload.get("phone"), 40), regions=regions),
        "name": _text(payload.get("name"), 120),
        "locale": _text(payload.get("locale"), 20),
        "country": _country(payload.get("country")),
        "timezone": _timezone(_short(payload.get("timezone"), 40)),
    }
    found = {name: value for name, value in found.items() if value}
    if isinstance(payload.get("marketing_consent"), bool):
        found["has_marketing_consent"] = payload["marketing_consent"]
    return found


def contents(payload: Payload, *, known: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """What is in the cart, for which event, and where the shop restores it.

    A line that cannot be read leaves the line of the same name in `known`; one without a name leaves all of them.
    """
    found: dict[str, Any] = {}
    items = payload["items"][:MOST_ITEMS] if isinstance(payload.get("items"), list) else None
    good = [item for item in map(_item, items or ()) if item]
    bad = [item for item in items or () if is_bad_line(item)]
    if items is not None and (good or not bad):
        names = {_text(item.get("name"), 120) if isinstance(item, dict) else "" for item in bad}
        taken = {item["name"] for item in good}
        kept = [item for item in known or () if item["name"] not in taken and (item["name"] in names or "" in names)]
        lines = (good + kept)[:MOST_ITEMS]
        found["items"] = lines
        found["total_cents"] = sum(line["quantity"] * (line["unit_cents"] + line["fees_cents"]) for line in lines)
    if _is_whole(payload.get("total_cents"), MOST_CENTS):
        found["total_cents"] = payload["total_cents"]
    if (currency := _letters(payload.get("currency"), 3)) in CURRENCIES:
        found["currency"] = currency
    if event_id := _text(payload.get("event_id"), 64):
        found["event_external_id"] = event_id
    with suppress(ValueError):
        url = urlsplit(text := _text(payload.get("resume_url"), 500))
        if url.scheme in {"http", "https"} and url.netloc:
            found["resume_url"] = text
    return found


def is_bad_line(item: Any) -> bool:
    """Whether nothing can be made of the line. None of something is no mistake: the line is gone."""
    is_gone = isinstance(item, dict) and _is_whole(item.get("quantity"), 0)
    return not is_gone and _item(item) is None


def step(payload: Payload) -> dict[str, Any]:
    name = _text(payload.get("step"), 40)
    return {"step": name} if name else {}


def trouble(payload: Payload) -> tuple[str, str]:
    """(what failed, what the buyer was told); the first is what buyers with the same trouble have in common."""
    code, reason, message = (_text(payload.get(name), 300) for name in ("code", "reason", "message"))
    return (code or reason or message)[:60], message or reason


def is_text(value: Any) -> bool:
    return bool(_text(value, 1))


def order_reference(payload: Payload) -> str:
    return _text(payload.get("order_id"), 64)


def _item(item: Any) -> dict[str, Any] | None:
    if not isinstance(item, dict):
        return None
    name, quantity, unit = _text(item.get("name"), 120), item.get("quantity", 1), item.get("unit_cents", 0)
    fees = item.get("fees_cents", 0)
    if not name or not _is_whole(quantity, MOST_OF_ONE) or quantity < 1:
        return None
    if not _is_whole(unit, 10**9) or not _is_whole(fees, 10**9):
        return None
    return {"name": name, "quantity": quantity, "unit_cents": unit, "fees_cents": fees}


def _is_whole(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _text(value: Any, longest: int) -> str:
    """One line of at most `longest` printable characters; a number is taken as its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**18 else ""
    if not isinstance(value, str):
        return ""
    return one_line(value, longest)


def _letters(value: Any, count: int) -> str:
    is_code = isinstance(value, str) and len(value) == count and value.isascii() and value.isalpha()
    return value.upper() if is_code else ""


def _country(value: Any) -> str:
    code = _letters(value, 2)
    return code if code in SUPPORTED_REGIONS else ""


def _short(value: Any, longest: int) -> str:
    """The text as it is, or "" for what is none or is too long to be meant."""
    return value if isinstance(value, str) and len(value) <= longest else ""


@lru_cache(maxsize=1024)
def _timezone(key: str) -> str:
    try:
        zoneinfo.ZoneInfo(key)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return ""
    return key
