"""Celery tasks of the outbox, and of the domains that it sends from."""

from celery import shared_task

from helpdesk.mail import outbox
from helpdesk.mail.domains import service
from helpdesk.mail.models import MailDomain


@shared_task
def send_message(message_id: int) -> None:
    """Send one mail that was just queued."""
    outbox.send_message(message_id)


@shared_task
def sweep_outbox() -> None:
    """Send what no worker was told of, and settle what was interrupted."""
    outbox.sweep_outbox()


@shared_task
def check_domain(pk: int) -> None:
    """Check what the DNS says of one domain."""
    row = MailDomain.objects.filter(pk=pk).first()
    if row:
        service.check_domain(row)


@shared_task
def sweep_domains() -> None:
    """Have each domain checked that is due."""
    service.sweep_domains()
