"""From which domains mails leave, to which their bounces return, and through which servers."""

from typing import TypedDict

from django.apps import apps
from django.conf import settings
from django.db import models

from helpdesk.lib.addresses import domain_of
from helpdesk.lib.senders import Sender
from helpdesk.mail.models import Mailbox
from helpdesk.mail.outbox.queue import own_address
from helpdesk.mail.outbox.through_mailboxes import may_send_from, sender_for

PROVIDERS = {
    "amazonaws.com": "include:amazonses.com",
    "brevo.com": "include:spf.brevo.com",
    "gmail.com": "include:_spf.google.com",
    "google.com": "include:_spf.google.com",
    "mailgun.org": "include:mailgun.org",
    "mailjet.com": "include:spf.mailjet.com",
    "mandrillapp.com": "include:spf.mandrillapp.com",
    "office365.com": "include:spf.protection.outlook.com",
    "outlook.com": "include:spf.protection.outlook.com",
    "postmarkapp.com": "include:spf.mtasv.net",
    "sendgrid.net": "include:sendgrid.net",
    "sparkpostmail.com": "include:sparkpostmail.com",
}
"""What their manuals have one put into SPF, by the domain of the server: mails leave from other addresses than its."""


class Route(TypedDict):
    """One way on which mails leave: the domain of From, that of the return address, and the host that takes them."""

    domain: str
    envelope: str
    server: str


def routes() -> list[Route]:
    """Every way that is set up now; each once."""
    own = Route(domain="", envelope=domain_of(settings.MAIL_ENVELOPE_FROM), server=settings.EMAIL_HOST)
    addresses = [own_address(), *(f"x@{named}" for named in settings.SENDER_DOMAINS)]
    addresses += Mailbox.objects.filter(is_active=True).exclude(smtp_host="").values_list("address", flat=True)
    for model in sender_models():
        chosen = model._default_manager.exclude(sender_address="").values_list("sender_address", flat=True)
        addresses += [address for address in chosen if may_send_from(address)]
    found: list[Route] = []
    for address in addresses:
        try:
            domain = domain_of(address)
        except ValueError:
            continue
        mailbox = sender_for(address)
        through = Route(domain=domain, envelope=domain, server=mailbox.smtp_host) if mailbox else own
        route = Route(domain=domain, envelope=through["envelope"], server=through["server"])
        if route not in found:
            found.append(route)
    return found


def sender_models() -> list[type[models.Model]]:
    """Organizers, teams: whatever has a sender's address."""
    return [model for model in apps.get_models() if issubclass(model, Sender)]


def domains_of(ways: list[Route]) -> list[str]:
    """All whose records matter: those of From, then those that only stand in return addresses."""
    return list(dict.fromkeys([*(way["domain"] for way in ways), *(way["envelope"] for way in ways)]))


def provider_mechanism(server: str) -> str:
    """What SPF has to name for the servers of a known provider; "" for others."""
    labels = server.lower().split(".")
    return next((PROVIDERS[end] for n in range(len(labels)) if (end := ".".join(labels[n:])) in PROVIDERS), "")
