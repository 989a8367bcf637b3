"""In whose name the desk writes: the columns of an organizer and of a team."""

from itertools import chain

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField, CardlessEmailField, CardlessTextField

LONGEST_NAME = 75
"""As a word of a header may be long, were it one (RFC 2047, section 2)."""


class Sender(models.Model):
    """Whose name and address may stand in the From of mails about their cases."""

    sender_name = CardlessCharField(_("sender name"), max_length=LONGEST_NAME, blank=True, default="", db_default="")
    """Empty: the name of whoever writes."""
    sender_address = CardlessEmailField(_("sender address"), blank=True, default="", db_default="")
    """Empty, or no longer one that the desk may send from: the desk's own."""
    signature = CardlessTextField(_("signature"), max_length=1000, blank=True, default="", db_default="")
    """Ends the mails, below that of whoever writes."""

    class Meta:
        abstract = True


def sender_addresses() -> list[str]:
    """Those that organizers and teams write from, as they were typed."""
    named = (model._default_manager.exclude(sender_address="") for model in Sender.__subclasses__())
    return list(chain.from_iterable(rows.values_list("sender_address", flat=True) for rows in named))
