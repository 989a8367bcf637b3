"""Outgoing mails, and the addresses that must not get any."""

from helpdesk.mail.models.outbound import OutboundMessage
from helpdesk.mail.models.suppressions import Suppression

__all__ = ["OutboundMessage", "Suppression"]
