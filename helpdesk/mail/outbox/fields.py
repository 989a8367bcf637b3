"""Settings of a sender: what may stand in the From of a mail of ours, and what then stands there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.addresses import AddressField, on_the_wire
from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.senders import LONGEST_NAME, Sender
from helpdesk.mail.outbox.queue import from_header, sender_of
from helpdesk.mail.outbox.through_mailboxes import may_send_from

NOT_IN_NAMES = '@:;,<>"'
"""Some mail programs take these for the end of a name or for an address, quoted or not (RFC 5322, section 3.4)."""


def sender_facts(row: Sender, *, name: str) -> dict[str, Any]:
    """For the settings page of a saved row: what customers see of it when the person called `name` answers."""
    shown = from_header(**sender_of([row], name=name))
    return {"facts_title": _("What customers see when you answer"), "facts": [(_("From"), shown)]}


class SenderNameField(VisibleCharField):
    def __init__(self, **kwargs: Any) -> None:
        words = {
            "label": _("Sender name"),
            "help_text": _("Stands in the emails about these cases. Empty: the name of whoever writes."),
        }
        super().__init__(**words | {"max_length": LONGEST_NAME, "required": False} | kwargs)

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        if any(sign in name for sign in NOT_IN_NAMES):
            raise forms.ValidationError(
                _("Leave out @ : ; , < > and quotation marks: some mail programs take them for an address.")
            )
        return name


class SenderAddressField(AddressField):
    def __init__(self, **kwargs: Any) -> None:
        words = {
            "label": _("Sender address"),
            "help_text": _(
                "Of a mailbox with a server for sending (Settings, Mailboxes), or of a domain that the server's "
                "administrator listed in SENDER_DOMAINS. Empty: the desk's own. Answers find the case all the same."
            ),
        }
        super().__init__(**words | {"required": False} | kwargs)

    def clean(self, value: Any) -> Any:
        address = super().clean(value)
        # Letters beyond ASCII before the @ would ask it of every server on the way (RFC 6531).
        if address and not (on_the_wire(address).isascii() and may_send_from(address)):
            raise forms.ValidationError(
                _(
                    "The desk may not send from this address. Set up its mailbox with a server for sending, or have "
                    "the administrator list its domain in SENDER_DOMAINS."
                )
            )
        return address
