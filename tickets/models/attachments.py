"""Files that agents send with a reply or keep with a note."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User, seen_by
from helpdesk.lib.model_fields import CardlessCharField
from tickets.models.composer import ScheduledReply
from tickets.models.entries import Entry
from tickets.models.tickets import Ticket

FOLDER = "attachments"


def random_name(_attachment: "Attachment", _filename: str) -> str:
    """The name on the disk says nothing, and nobody can guess it."""
    return f"{FOLDER}/{secrets.token_urlsafe(24)}"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: User) -> "AttachmentQuerySet":
        """Those of entries on visible cases, and what the person has just uploaded. Of a deleted note managers'."""
        sent = models.Q(entry__isnull=False)
        if not user.is_manager:
            sent &= ~models.Q(entry__kind=Entry.Kind.STATUS)  # what becomes of a note that is deleted
        return self.filter(seen_by(user, "ticket")).filter(sent | models.Q(uploaded_by=user))

    def pending_of(self, user: User) -> "AttachmentQuerySet":
        """Uploaded in a composer, and not sent yet."""
        return self.filter(uploaded_by=user, entry=None, scheduled=None)


class Attachment(models.Model):
    """One file: in the composer of whoever uploaded it, and from the sending on with an entry of the timeline."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="attachments", verbose_name=_("case"))
    entry = models.ForeignKey(
        Entry, models.CASCADE, null=True, blank=True, related_name="attachments", verbose_name=_("entry")
    )
    """None: not sent yet."""
    scheduled = models.ForeignKey(
        ScheduledReply, models.SET_NULL, null=True, blank=True, related_name="attachments", verbose_name=_("scheduled")
    )
    """The reply with which it is to leave later."""
    file = models.FileField(_("file"), upload_to=random_name)
    name = CardlessCharField(_("name"), max_length=120)
    content_type = CardlessCharField(_("type"), max_length=100)
    """As the name says, for the mail; we ourselves serve every file as bytes to be saved."""
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    uploaded_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="attachments", verbose_name=_("uploaded by")
    )
    created_at = models.DateTimeField(_("uploaded"))

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes = [
            models.Index(fields=["created_at"], name="attachment_pending", condition=models.Q(entry__isnull=True))
        ]

    def __str__(self) -> str:
        return self.name
