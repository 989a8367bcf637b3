"""Custom fields, and their values on cases."""

from typing import TYPE_CHECKING, TypedDict

import pghistory
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team
from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField
from tickets.models.events import Event
from tickets.models.tickets import Ticket

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class OnCase(TypedDict):
    """What `asked_of` knows of a field besides its row."""

    value: str | None


class CustomFieldQuerySet(models.QuerySet["CustomField"]):
    def in_use(self) -> "CustomFieldQuerySet":
        return self.filter(is_active=True)

    def asked_of(self, ticket: Ticket) -> "models.QuerySet[WithAnnotations[CustomField, OnCase]]":
        """Those that this case has, each with its `value` as text or None."""
        value = FieldValue.objects.filter(field=models.OuterRef("pk"), ticket=ticket.pk).values("value")
        here = models.Q(team=None, event=None) | models.Q(event__isnull=False, event=ticket.event_id)
        here |= models.Q(team__isnull=False, team=ticket.team_id)
        return self.in_use().filter(here).annotate(value=models.Subquery(value))

    def with_counts(self) -> "CustomFieldQuerySet":
        """`cases`: on how many cases each is filled in."""
        return self.select_related("team", "event").annotate(cases=models.Count("values"))


@pghistory.track()
class CustomField(models.Model):
    """One more thing to know of a case: of every case, of those of a team, or of those about an event."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        CHOICE = "choice", _("One of several")
        DATE = "date", _("Date")
        YES_NO = "yes_no", _("Yes or no")

    key = models.SlugField(_("name in addresses"), max_length=50, unique=True)
    """As in `?field.seat-block=B12`; it stays when the label is changed."""
    label = CardlessCharField(_("label"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    choices = CardlessJSONField(_("choices"), default=list, blank=True)
    """["Row A", "Row B"], of a field of the kind "choice"."""
    team = models.ForeignKey(Team, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("team"))
    event = models.ForeignKey(Event, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("event"))
    is_required = models.BooleanField(_("needed to solve"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    objects = CustomFieldQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        constraints = [
            models.CheckConstraint(
                name="field_of_team_or_event", condition=models.Q(team__isnull=True) | models.Q(event__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class FieldValue(models.Model):
    """What one field says of one case, as text in a normal form: a date as 2026-11-18, a yes as "yes"."""

    field = models.ForeignKey(CustomField, models.CASCADE, related_name="values", verbose_name=_("field"))
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="field_values", verbose_name=_("case"))
    value = CardlessCharField(_("value"), max_length=500)

    class Meta:
        verbose_name = _("value of a field")
        verbose_name_plural = _("values of fields")
        constraints = [models.UniqueConstraint(fields=["ticket", "field"], name="field_value_once")]
        indexes = [models.Index("field", Upper("value"), name="field_value_found")]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"
