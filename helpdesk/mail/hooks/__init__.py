"""Webhooks of email providers: mails that they took for us, and what became of those that we sent through them."""

from helpdesk.mail.hooks.events import find_its_message
from helpdesk.mail.hooks.secrets import refusal_of

__all__ = ["find_its_message", "refusal_of"]
