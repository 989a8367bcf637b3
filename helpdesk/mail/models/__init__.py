"""Mails that left and mails that came in, and the addresses that must not get any."""

from helpdesk.mail.models.inbound import InboundMessage
from helpdesk.mail.models.outbound import OutboundMessage
from helpdesk.mail.models.suppressions import Suppression

__all__ = ["InboundMessage", "OutboundMessage", "Suppression"]
