"""The timeline of a case, and who is mentioned in its notes."""

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessTextField
from helpdesk.lib.text.quotations import split_quoted
from helpdesk.mail.models import InboundMessage, OutboundMessage
from tickets.models.plain import words_of
from tickets.models.requesters import Requester
from tickets.models.tickets import Ticket

LOGGED: tuple[str, ...] = (Ticket.Channel.DESK, Ticket.Channel.PHONE, Ticket.Channel.CART)
"""What stands on these cases as a message an agent wrote down, in words that were not meant for the requester."""


class Entry(models.Model):
    """One line of a case's timeline: something that was said, sent, seen or decided. It is never changed,
    but for a reply that its author takes back before it leaves, and a note that its author mends (`NoteVersion`)."""

    class Kind(models.TextChoices):
        MESSAGE = "message", _("Message from the customer")
        REPLY = "reply", pgettext_lazy("something sent", "Reply")
        NOTE = "note", _("Internal note")
        FORWARD = "forward", _("Forwarded email")
        CALL = "call", _("Call")
        CART = "cart", _("Cart")
        REMEDY = "remedy", _("Compensation")
        REFUSAL = "refusal", _("Refusal")
        STATUS = "status", _("Status")
        ASSIGNMENT = "assignment", _("Assignment")
        PROMISE = "promise", _("Follow-up")
        ESCALATION = "escalation", _("Escalation")
        CALLBACK = "callback", _("Callback")
        TAGS = "tags", _("Tags")
        SNOOZE = "snooze", pgettext_lazy("something done", "Snooze")
        FIELDS = "fields", _("Details")
        RELATED = "related", _("Related case")

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="entries", verbose_name=_("case"))
    came_from = models.ForeignKey(
        Ticket,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("written on case"),
    )
    """Where it was written, when a merge or a split took it to another case."""
    other_ticket = models.ForeignKey(
        Ticket,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("other case"),
    )
    """The case that this one was linked with, split off from or merged with, and none any more."""
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    actor = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="entries", verbose_name=_("by")
    )
    """Who did it; None when it was the requester or the desk itself."""
    is_public = models.BooleanField(_("seen by the requester"), default=False)
    body = CardlessTextField(_("text"), blank=True)
    message = models.ForeignKey(
        OutboundMessage, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("mail")
    )
    received = models.ForeignKey(
        InboundMessage, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("received email")
    )
    """The mail in which it was said."""
    panel = models.CharField(max_length=60, blank=True)
    """URL name of a fragment of an upper floor that shows more ("calls:entry_panel"), loaded by the page."""
    panel_id = models.BigIntegerField(null=True, blank=True)
    source_key = models.CharField(max_length=100, null=True, blank=True, unique=True)
    """What wrote it ("call:7:ended"): a repeated webhook or task finds the entry instead of writing a second one."""
    occurred_at = models.DateTimeField(_("when"))
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    """When its author changed or deleted the note; what it said before is in its versions."""
    words = words_of("body")

    css: str
    """How the timeline shows it (tickets.cases.timeline): the class in the design system,"""
    icon: str
    is_line: bool
    """whether one line is enough,"""
    is_small: bool
    """whether several of these in a row are folded into one,"""
    can_split: bool
    """and whether it may go to another case."""
    is_unseen: bool
    """It mentions the person whose notices were asked for, who has not read it on its case."""

    class Meta:
        ordering = ["occurred_at", "pk"]
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["ticket", "-occurred_at", "-id"], name="entry_timeline"),
            GinIndex(fields=["words"], name="entry_words"),
        ]
        triggers = [
            # Who read the case a moment before it was merged writes a moment after: the line must not be lost. The
            # lock makes it wait for a merge that is going on; the foreign key takes the same one anyway.
            pgtrigger.Trigger(
                name="entry_follows_its_case",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                declare=[("goes_to", "bigint")],
                func="""
                    SELECT merged_into_id INTO goes_to FROM tickets_ticket WHERE id = NEW.ticket_id FOR KEY SHARE;
                    IF goes_to IS NOT NULL THEN
                        NEW.came_from_id := NEW.ticket_id;
                        NEW.ticket_id := goes_to;
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.ticket}"

    @property
    def counter(self) -> str:
        """The column of its case that counts contacts like this one."""
        return "calls_count" if self.kind == self.Kind.CALL else "messages_count"

    @property
    def is_note(self) -> bool:
        """Written for the desk alone."""
        return self.kind == self.Kind.NOTE

    @property
    def version(self) -> int:
        """How often its author changed the note: whoever saves on top of another number has not read all of it."""
        return self.versions.count()

    @property
    def said(self) -> str:
        """In the requester's words; those of a call are the desk's own."""
        return "" if self.is_call else self.body

    @property
    def is_call(self) -> bool:
        return self.kind == self.Kind.CALL

    @property
    def is_contact(self) -> bool:
        """The requester wrote or called."""
        return self.kind in {self.Kind.MESSAGE, self.Kind.CALL}

    @property
    def letter(self) -> OutboundMessage | InboundMessage | None:
        """The mail that it was sent or received in."""
        return self.message or self.received

    @property
    def sent_mail(self) -> OutboundMessage:
        """The mail in which a reply or a forward of ours leaves. Raises ValueError for an entry that was not mailed."""
        if self.message is None:
            raise ValueError(f"Entry {self.pk} was not mailed.")
        return self.message

    @property
    def can_forward(self) -> bool:
        """The requester said or was told it."""
        return self.kind in {self.Kind.MESSAGE, self.Kind.REPLY, self.Kind.CALL} and self.is_public and bool(self.body)

    @property
    def is_unsent_reply(self) -> bool:
        """It can be taken back."""
        return self.kind == self.Kind.REPLY and self.message is not None and self.message.is_queued

    @property
    def requester(self) -> Requester:
        """Whose problem it was written about; not that of the case when that took over one of another person."""
        return (self.came_from or self.ticket).requester

    @property
    def speaker(self) -> str:
        """Who said it: the requester, or somebody else who wrote the mail."""
        requester = self.requester
        if not self.received or self.received.from_address in {point.value for point in requester.contact_points.all()}:
            return str(requester)
        return self.received.sender

    @property
    def names_other_ticket(self) -> bool:
        """The number of the other case stands in its words already, as in those of a merge; else it follows them."""
        return bool(self.source_key and self.source_key.startswith("merge:"))

    @property
    def is_from_help_page(self) -> bool:
        """The requester wrote it there."""
        return self.kind == self.Kind.MESSAGE and bool(self.source_key and self.source_key.startswith("help:"))

    @property
    def is_told(self) -> bool:
        """The requester told it to somebody who wrote it down in words of the desk's own."""
        case = self.came_from or self.ticket
        is_written = self.received_id or self.is_from_help_page or case.channel not in LOGGED
        return self.is_call or (self.is_contact and not is_written)

    @property
    def is_markdown(self) -> bool:
        """Written by somebody of the desk, who means "**" as emphasis; what comes from outside is shown as it came."""
        return self.kind in {self.Kind.REPLY, self.Kind.NOTE, self.Kind.FORWARD} and not self.received_id

    @property
    def written_and_quoted(self) -> tuple[str, str]:
        """What came from outside, and the signature and the mails that stand below it there."""
        return split_quoted(self.body, self.received.subject if self.received else "")


class NoteVersion(models.Model):
    """What a note said until its author changed or deleted it, for the author and managers."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="versions", verbose_name=_("note"))
    body = CardlessTextField(_("text"))
    replaced_at = models.DateTimeField(_("until"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("version of a note")
        verbose_name_plural = _("versions of notes")

    def __str__(self) -> str:
        return str(self.entry)


class MentionQuerySet(models.QuerySet["Mention"]):
    def unseen_by(self, user: User) -> "MentionQuerySet":
        return self.filter(user=user, seen_at=None)


class Mention(models.Model):
    """A person whose name stands after an @ in a note, until they have read it and for the record afterwards."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="mentions", verbose_name=_("note"))
    user = models.ForeignKey(User, models.CASCADE, related_name="mentions", verbose_name=_("person"))
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        verbose_name_plural = _("mentions")
        constraints = [models.UniqueConstraint(fields=["entry", "user"], name="mention_once")]
        indexes = [models.Index(fields=["user"], name="mention_unseen", condition=models.Q(seen_at__isnull=True))]

    def __str__(self) -> str:
        return f"@{self.user} · {self.entry}"
