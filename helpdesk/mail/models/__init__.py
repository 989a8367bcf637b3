"""Mails that left and mails that came in, where they are fetched from, and the addresses that must not get any."""

from helpdesk.mail.models.domains import DkimKey, MailDomain
from helpdesk.mail.models.grants import AuthorizationRequest, MailboxGrant
from helpdesk.mail.models.hooks import DeliveryEvent, ProviderHook
from helpdesk.mail.models.inbound import InboundMessage, Provider
from helpdesk.mail.models.mailboxes import FetchedMail, Mailbox, MailboxFolder
from helpdesk.mail.models.outbound import OutboundMessage
from helpdesk.mail.models.suppressions import Suppression
from helpdesk.mail.models.throttles import Throttle

__all__ = [
    "AuthorizationRequest",
    "DeliveryEvent",
    "DkimKey",
    "FetchedMail",
    "InboundMessage",
    "MailDomain",
    "Mailbox",
    "MailboxFolder",
    "MailboxGrant",
    "OutboundMessage",
    "Provider",
    "ProviderHook",
    "Suppression",
    "Throttle",
]
