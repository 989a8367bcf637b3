"""Which addresses are the desk's own."""

from collections.abc import Collection

from django.conf import settings

from helpdesk.lib.addresses import normal_email
from helpdesk.lib.senders import sender_addresses
from helpdesk.mail import outbox
from helpdesk.mail.models import Mailbox
from helpdesk.mail.outbox.through_mailboxes import is_of_listed_domain


def own_domain() -> str:
    """All of whose addresses are the desk's, in its own letters; "" while the desk takes in no mail."""
    return normal_email(f"x@{settings.INBOUND_MAIL_DOMAIN}").rpartition("@")[2]


def addresses_in_use() -> set[str]:
    """Of the mailboxes that the desk fetches from, and of the organizers and teams in whose name it writes without
    one: no other address of SENDER_DOMAINS, whose people may well be customers."""
    fetched = Mailbox.objects.filter(is_active=True).values_list("address", flat=True)
    named = filter(is_of_listed_domain, sender_addresses()) if settings.SENDER_DOMAINS else ()
    return set(map(normal_email, [*fetched, *named]))


def is_ours(address: str, *, in_use: Collection[str] | None = None) -> bool:
    """Whether the desk itself writes from it, or is written to at it. `in_use` are `addresses_in_use()`, looked up
    unless somebody has done it already."""
    if is_at_the_desk(address):
        return True
    return normal_email(address) in (addresses_in_use() if in_use is None else in_use)


def is_at_the_desk(address: str) -> bool:
    """Whether the settings say that it is ours, and the mail server of the desk takes mail for it."""
    normal, domain = normal_email(address), own_domain()
    written_from = {normal_email(outbox.own_address()), normal_email(settings.MAIL_ENVELOPE_FROM)}
    return bool(normal) and (normal in written_from or (bool(domain) and normal.rpartition("@")[2] == domain))


def is_form(address: str) -> bool:
    """Whether the company says that a contact form of its shops writes from it: then the buyer is named inside."""
    domain = address.rpartition("@")[2]
    return any(named.lower() in {address, domain} for named in settings.CONTACT_FORM_SENDERS)
