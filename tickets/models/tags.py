"""Tags of cases."""

import pghistory
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.model_fields import CardlessCharField

LONGEST_NAME = 40


class TagQuerySet(models.QuerySet["Tag"]):
    def named(self, name: str) -> "TagQuerySet":
        """The tag of that name, however it is written."""
        return self.filter(name__iexact=name)

    def with_counts(self) -> "TagQuerySet":
        """`cases`: how many cases carry each."""
        return self.annotate(cases=models.Count("taggings"))

    def marked_for(self, ticket_id: int) -> "TagQuerySet":
        """`is_on`: whether the case carries it. All of them in one query, for the page of a case."""
        on_it = Tagging.objects.filter(ticket=ticket_id, tag=models.OuterRef("pk"))
        return self.annotate(is_on=models.Exists(on_it))


@pghistory.track()
class Tag(models.Model):
    """A word such as "vip" or "parcel lost" that agents put on cases, to find and to count them."""

    class Colour(models.TextChoices):
        """The tones of the design system, each readable in light and dark."""

        GRAY = "gray", _("Gray")
        BLUE = "blue", _("Blue")
        GREEN = "green", _("Green")
        AMBER = "amber", _("Amber")
        RED = "red", _("Red")
        VIOLET = "violet", _("Violet")
        TEAL = "teal", _("Teal")

    name = CardlessCharField(_("name"), max_length=LONGEST_NAME)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.GRAY)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = [Lower("name")]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_name_unique")]

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent())
class Tagging(models.Model):
    """One tag on one case."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="taggings", verbose_name=_("case"))
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings", verbose_name=_("tag"))

    class Meta:
        verbose_name = _("tag of a case")
        verbose_name_plural = _("tags of cases")
        constraints = [models.UniqueConstraint(fields=["ticket", "tag"], name="tagging_once")]

    def __str__(self) -> str:
        return f"{self.tag} · {self.ticket}"
