"""The files that tell the pretend town, and the visitor, what they need to know of the desk."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from carts.models import CartSource
from escalation.models import Line, RingGroupMember
from helpdesk.demo.people import STRANGERS
from helpdesk.demo.shop import SHOP_ID, prices
from helpdesk.demo.staff import accounts
from tickets.models import Event, Requester

CALLERS = "+1500555013"
"""What the numbers of the town's private handsets begin with."""


def write_town(path: Path, *, signing_secret: str) -> None:
    """The town file, and accounts.json next to it. They hold secrets of this start, so only we may read them."""
    lines = [
        {
            "number": line.number,
            "name": line.name,
            "kind": line.kind,
            "voice_url": f"{settings.PUBLIC_BASE_URL}/twilio/voice",
        }
        for line in Line.objects.filter(is_active=True)
    ]
    mobiles = [
        {
            "number": member.phone,
            "name": member.user.name,
            "role": "manager" if member.tier == RingGroupMember.Tier.MANAGER else "agent",
        }
        for member in RingGroupMember.objects.select_related("user").order_by("phone").distinct("phone")
    ]
    known = Requester.objects.filter(contact_points__value__startswith=CALLERS).order_by("contact_points__value")
    callers = [{"number": buyer.phone, "name": buyer.name, "email": buyer.email} for buyer in known]
    callers += [{"number": number, "name": "Someone new"} for number in STRANGERS]
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, {"lines": lines, "mobiles": mobiles, "callers": callers, "shop": _shop(signing_secret)})
    _write(path.with_name("accounts.json"), {"accounts": accounts()})


def _write(path: Path, content: dict[str, Any]) -> None:
    draft = path.with_name(f"{path.name}.draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(content, indent=1, ensure_ascii=False))
    draft.replace(path)


def _shop(signing_secret: str) -> dict[str, Any]:
    shop = CartSource.objects.select_related("organizer").get(public_id=SHOP_ID)
    events = Event.objects.filter(organizer=shop.organizer, external_id__in=prices())
    return {
        "source_id": shop.public_id,
        "signing_secret": signing_secret,
        "publishable_key": shop.publishable_key,
        "events": [
            {
                "id": event.external_id,
                "name": event.name,
                "venue": event.venue,
                "starts_at": event.starts_at.isoformat(),
                "prices": [{"name": name, "cents": cents} for name, cents in prices()[event.external_id]],
                "currency": "USD",
            }
            for event in events
        ],
    }
