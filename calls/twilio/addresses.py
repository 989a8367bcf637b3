"""Addresses of our webhooks, as we give them to the provider."""

from django.conf import settings
from django.urls import reverse

ASK_AGAIN = "#rc=2&rp=ct,5xx,rt&rt=4000"
"""Connection overrides: an answer that fails, or is not there after four seconds, is asked for twice more. Each webhook
may be asked again: a repeat finds what the first one wrote. The provider neither sends nor signs a fragment."""


def address(route: str, *args: int) -> str:
    """The whole address of one of our webhooks, with how often to try it."""
    return settings.PUBLIC_BASE_URL + reverse(f"calls:{route}", args=args) + ASK_AGAIN
