"""Telephone numbers: E.164 inside, readable at the edge, their extensions beside them."""

from helpdesk.lib.phones.extensions import phone_extension, refuse_extension, say_extension
from helpdesk.lib.phones.numbers import (
    NORTH_AMERICA,
    UNKNOWN_CALLERS,
    looks_like_phone,
    normalize_phone,
    phone_ends,
    phone_readings,
    phone_without_plus,
    phones_in,
    phones_sought,
    readable_phone,
    region_of_phone,
)

__all__ = [
    "NORTH_AMERICA",
    "UNKNOWN_CALLERS",
    "looks_like_phone",
    "normalize_phone",
    "phone_ends",
    "phone_extension",
    "phone_readings",
    "phone_without_plus",
    "phones_in",
    "phones_sought",
    "readable_phone",
    "refuse_extension",
    "region_of_phone",
    "say_extension",
]
