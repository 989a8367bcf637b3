"""The menu that every page shows: which places there are for this person, and how much waits in each."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# label, route, icon, the key after `g`, who sees it
PLACES = [
    (_("Inbox"), "tickets:inbox", "inbox", "m", "agent"),
    (_("Calls"), "calls:list", "phone", "r", "agent"),
    (_("Carts"), "carts:board", "shopping-cart", "a", "agent"),
    (_("Escalations"), "escalation:board", "flame", "e", "agent"),
    (_("What we sent"), "tickets:sent", "mail-check", "", "agent"),
    (_("Settings"), "escalation:settings", "settings", "", "admin"),
]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav`, the list of places. Empty for visitors, so that public pages ask nothing."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    here = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "nav": [
            {
                "label": label,
                "url": reverse(route),
                "icon": icon,
                "key": key,
                "active": here == route or here.split(":")[0] == route.split(":")[0],
            }
            for label, route, icon, key, role in PLACES
            if role == "agent" or user.is_admin
        ]
    }
