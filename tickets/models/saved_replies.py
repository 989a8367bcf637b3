"""Saved replies (macros): a text, and actions that are done with sending it."""

import pghistory
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User
from helpdesk.lib.model_fields import CardlessCharField, CardlessTextField
from tickets.models.tags import Tag
from tickets.models.tickets import Ticket


class SavedReplyQuerySet(models.QuerySet["SavedReply"]):
    def visible_to(self, user: User) -> "SavedReplyQuerySet":
        """Those for everyone and those of the own teams; managers see all, as they see all cases."""
        if user.is_manager:
            return self
        return self.filter(models.Q(team__isnull=True) | models.Q(team__in=user.teams.values("pk")))

    def found_by(self, words: str) -> "SavedReplyQuerySet":
        """Those with every word in the name or the text; a name that begins so stands first."""
        found = self
        for word in words.split():
            found = found.filter(models.Q(name__icontains=word) | models.Q(body__icontains=word))
        rank = models.Case(models.When(name__istartswith=words.strip(), then=0), default=1)
        return found.order_by(rank, Lower("name"))


@pghistory.track()
class SavedReply(models.Model):
    """An answer that is given again and again. With actions it is a macro: they are done when it is sent."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Wait for the customer")
        SOLVED = "solved", _("Solve")

    class Assign(models.TextChoices):
        ME = "me", _("The sender")
        TEAM = "team", _("A team")

    class Snooze(models.TextChoices):
        TODAY = "today", _("Later today")
        TOMORROW = "tomorrow", _("Tomorrow morning")
        MONDAY = "monday", _("Monday morning")
        EVENT = "event", _("The day before the event")

    name = CardlessCharField(_("name"), max_length=80)
    team = models.ForeignKey(
        Team, models.CASCADE, null=True, blank=True, related_name="saved_replies", verbose_name=_("for the team")
    )
    """None: for everyone."""
    body = CardlessTextField(_("text"), blank=True)
    """With placeholders such as {{ requester.first_name }}: tickets/placeholders.py knows them all."""
    note = CardlessTextField(_("internal note"), blank=True)
    status = models.CharField(_("then"), max_length=10, choices=Status, blank=True)
    priority = models.CharField(_("priority"), max_length=10, choices=Ticket.Priority, blank=True)
    assign = models.CharField(_("assign to"), max_length=10, choices=Assign, blank=True)
    assign_team = models.ForeignKey(
        Team, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("hand to the team")
    )
    snooze = models.CharField(_("snooze until"), max_length=10, choices=Snooze, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="+", verbose_name=_("add the tags"))

    objects = SavedReplyQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name")]
        verbose_name = _("saved reply")
        verbose_name_plural = _("saved replies")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                "team",
                name="saved_reply_once",
                nulls_distinct=False,
                violation_error_message=_("There is a saved reply of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
