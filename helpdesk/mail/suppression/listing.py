"""Suppression list: addresses that get no recovery mail are added and released; which ones no mail reaches is asked."""

from collections.abc import Iterable

import structlog
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from helpdesk.lib.addresses import normal_email
from helpdesk.mail.models import Suppression

logger = structlog.get_logger(__name__)


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


def release_address(row: Suppression, *, by: AbstractBaseUser) -> None:
    """Its owner wants recovery mail again. A second time changes nothing."""
    Suppression.objects.filter(pk=row.pk).delete()
    logger.info("address_released", suppression=row.pk, reason=row.reason, by=by.pk)


def undeliverable(addresses: Iterable[str]) -> list[str]:
    """A sentence for each address that a mail does not reach or annoys, with what to do instead. Whoever only wants
    no recovery mails is answered like everybody else."""
    reasons = [Suppression.Reason.BOUNCED, Suppression.Reason.COMPLAINED]
    rows = Suppression.objects.alias(lowered=Lower("address")).filter(reason__in=reasons)
    words = {
        Suppression.Reason.BOUNCED: _("An email to %(address)s bounced. Check the address, ask for another, or call."),
        Suppression.Reason.COMPLAINED: _("%(address)s marked our email as spam. Ask for another address, or call."),
    }
    found = rows.filter(lowered__in={normal_email(address) for address in addresses}).order_by("pk")
    return [words[Suppression.Reason(row.reason)] % {"address": row.address} for row in found]
