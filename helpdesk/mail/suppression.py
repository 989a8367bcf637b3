"""Suppression list: add an address that must get no recovery mail."""

from django.db import IntegrityError, transaction

from helpdesk.lib.addresses import normal_email
from helpdesk.mail.models import Suppression


def suppress_address(address: str, *, reason: str) -> Suppression:
    """Write no recovery mail to `address` any more. A second time changes nothing: the first reason stays."""
    found = Suppression.objects.covering(address).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return Suppression.objects.create(address=normal_email(address), reason=reason)
    except IntegrityError:  # somebody else was quicker
        return Suppression.objects.covering(address).get()
