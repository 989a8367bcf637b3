"""Requesters, and the contact points by which we know them."""

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Value
from django.db.models.functions import Reverse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User, seen_by
from helpdesk.lib.model_fields import CardlessCharField
from helpdesk.lib.phones import readable_phone
from tickets.models.plain import NameKeys, Plain, SplitPart, Words


class RequesterQuerySet(models.QuerySet["Requester"]):
    def visible_to(self, user: User) -> "RequesterQuerySet":
        """Those with a case that `user` may see, and those without any."""
        if user.is_authenticated and user.is_manager:
            return self
        tickets = Requester._meta.get_field("tickets").related_model._default_manager.filter(
            requester=models.OuterRef("pk")
        )
        return self.filter(models.Exists(tickets.filter(seen_by(user))) | ~models.Exists(tickets))


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent(), fields=["name", "merged_into"])
class Requester(models.Model):
    """A person with a problem: a ticket buyer, a caller, sometimes an organizer."""

    name = CardlessCharField(_("name"), max_length=120, blank=True)
    timezone = models.CharField(_("time zone"), max_length=40, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed", verbose_name=_("merged into")
    )
    """Who this person turned out to be; never somebody who was merged in turn."""
    created_at = models.DateTimeField(_("known since"), auto_now_add=True)

    objects = RequesterQuerySet.as_manager()

    is_new = False
    """Written down in this very request, so that there is nothing of theirs to look for."""

    class Meta:
        verbose_name = _("requester")
        verbose_name_plural = _("requesters")
        indexes = [
            # For a name with several typos.
            GinIndex(OpClass(Plain("name"), name="gin_trgm_ops"), name="requester_name_words"),
            GinIndex(NameKeys("name"), name="requester_name_keys"),
        ]

    def __str__(self) -> str:
        if self.name:
            return self.name
        first = next(iter(self.contact_points.all()), None)
        return str(first) if first else str(_("Unknown caller"))

    def get_absolute_url(self) -> str:
        return reverse("tickets:requester", args=[self.pk])

    @property
    def email(self) -> str:
        """The address that we write to, or ""."""
        return self._first(ContactPoint.Kind.EMAIL)

    @property
    def phone(self) -> str:
        """The number that we call, in E.164, or ""."""
        return self._first(ContactPoint.Kind.PHONE)

    def _first(self, kind: str) -> str:
        # Over .all(), so that a page that prefetched the contact points asks nothing more.
        return next((point.value for point in self.contact_points.all() if point.kind == kind), "")


class ContactPointQuerySet(models.QuerySet["ContactPoint"]):
    def owned(self) -> "ContactPointQuerySet":
        """By which a person is known: not only claimed for them."""
        return self.filter(claim="")


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ContactPoint(models.Model):
    """One e-mail address or telephone number; it belongs to one requester, and may be claimed for others."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("Email")
        PHONE = "phone", _("Phone")

    class Claim(models.TextChoices):
        OPEN = "open", _("Perhaps of one person")
        DENIED = "denied", _("Of two people")

    requester = models.ForeignKey(Requester, models.CASCADE, related_name="contact_points", verbose_name=_("requester"))
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    value = CardlessCharField(_("value"), max_length=254)
    """Normal form: an e-mail address in lower case, a telephone number in E.164."""
    claim = models.CharField(_("claim"), max_length=6, choices=Claim, blank=True, default="", db_default="")
    """Not "": it belongs to another person, whom whoever wrote it down here may not see. We answer there, but whoever
    calls or writes from it is the other person, until somebody who may see both says that they are one."""

    objects = ContactPointQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("contact point")
        verbose_name_plural = _("contact points")
        indexes = [
            # For a mail address with a typo: before the @, since half of all addresses have the same end.
            GinIndex(
                OpClass(SplitPart("value", Value("@"), Value(1)), name="gin_trgm_ops"),
                name="contact_point_mail_alike",
                condition=models.Q(kind="email"),
            ),
            # For a part of a mail address between its signs.
            GinIndex(Words("value"), name="contact_point_mail_words", condition=models.Q(kind="email")),
            # For the last digits of a telephone number.
            models.Index(
                OpClass(Reverse("value"), name="text_pattern_ops"),
                name="contact_point_phone_ends",
                condition=models.Q(kind="phone"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"], name="contact_point_of_one", condition=models.Q(claim="")
            ),
        ]

    def __str__(self) -> str:
        return readable_phone(self.value) if self.kind == self.Kind.PHONE else self.value

    @property
    def is_phone(self) -> bool:
        return self.kind == self.Kind.PHONE
