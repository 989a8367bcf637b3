"""What people say of the sources of copies, of the domains that we send from, and of the offers of an event."""

from helpdesk.lib.settings_rows import delete_row, save_row
from tickets.models import CopySource, Offer, SendingDomain


def configure_source(source: CopySource) -> None:
    """Its name, and since when its copies are complete."""
    save_row(source)


def configure_domain(domain: SendingDomain) -> None:
    """Signatures of it and its subdomains are ours from now on."""
    save_row(domain)


def delete_domain(domain: SendingDomain) -> None:
    """Keys of its signatures stay, and count again when it comes back."""
    delete_row(domain)


def configure_offer(offer: Offer) -> None:
    """Raises ValidationError when the event has one of this name."""
    save_row(offer)


def delete_offer(offer: Offer) -> None:
    """Mails that name it stay."""
    delete_row(offer)
