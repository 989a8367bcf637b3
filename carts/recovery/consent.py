"""Consent and quiet hours: whether the law lets us write to somebody who merely left, by country.

A mail about a problem that we saw (`service_notice`) carries facts and help and needs no consent anywhere. A mail
after plain leaving (`recovery`) is advertising in most laws, even without a discount.
"""

import zoneinfo
from datetime import datetime, time, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carts.models import Cart, RecoveryStep
from helpdesk.lib.time_zones import zone_called

OPT_OUT = "opt_out"
IMPLIED = "implied"
CONSENT = "consent"

BASIS_BY_COUNTRY = {
    # CAN-SPAM, 15 U.S.C. 7704: allowed until somebody opts out.
    "US": OPT_OUT,
    # CASL, section 10(10)(e): an enquiry about a purchase implies consent for six months; ours is 72 hours old at most.
    "CA": IMPLIED,
    # Spam Act 2003, schedule 2, clause 2: inferred from giving one's address in a purchase that was begun.
    "AU": IMPLIED,
    "NZ": IMPLIED,
}
BASIS_ELSEWHERE = CONSENT
"""EU (ePrivacy directive, article 13), United Kingdom (PECR, regulation 22), and wherever we do not know better."""

QUIET_FROM = time(21)
QUIET_UNTIL = time(8)
OWN_ACT_EXCUSES = timedelta(minutes=30)
"""Whoever was in the checkout half an hour ago is awake and waits for help."""


def missing_basis(cart: Cart, *, purpose: str) -> str | Promise:
    """Why this mail may not be written, or "" when it may."""
    if purpose == RecoveryStep.Purpose.SERVICE_NOTICE or cart.has_marketing_consent:
        return ""
    if BASIS_BY_COUNTRY.get(cart.country, BASIS_ELSEWHERE) != CONSENT:
        return ""
    if not cart.country:
        return _("No problem was reported, the country is unknown and the buyer did not opt in to email.")
    return _("No problem was reported, and in %(country)s the buyer must opt in to email first.") % {
        "country": cart.country
    }


def quiet_until(cart: Cart, *, at: datetime) -> datetime | None:
    """When the buyer's night ends, or None when the mail may leave now."""
    if at - cart.active_at <= OWN_ACT_EXCUSES:
        return None
    # The buyer's time zone; else that of the event, which most buyers live near.
    local = at.astimezone(zone_called(cart.timezone or (cart.event.timezone if cart.event else "")))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    morning = local.replace(hour=QUIET_UNTIL.hour, minute=0, second=0, microsecond=0, fold=0)
    if local.time() >= QUIET_FROM:
        morning += timedelta(days=1)
    return morning.astimezone(zoneinfo.ZoneInfo("UTC"))
