"""Saved views: lists that people put together themselves."""

import pghistory
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User
from helpdesk.lib.model_fields import CardlessCharField


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def shown_to(self, user: User) -> "SavedViewQuerySet":
        """The own ones, and those that are shared with a team of theirs."""
        return self.filter(models.Q(owner=user) | models.Q(team__in=user.teams.values("pk")))

    def changeable_by(self, user: User) -> "SavedViewQuerySet":
        """The own ones; a manager keeps those of all teams in order."""
        if user.is_manager:
            return self.filter(models.Q(owner=user) | models.Q(team__isnull=False))
        return self.filter(owner=user)

    def beside(self, view: "SavedView") -> "SavedViewQuerySet":
        """Those that stand under the same heading: of the same team, or of nobody but the same person."""
        return self.filter(team=view.team_id) if view.team_id else self.filter(team=None, owner=view.owner_id)


@pghistory.track()
class SavedView(models.Model):
    """A list of cases with a name, for the person who made it or for a whole team."""

    class Icon(models.TextChoices):
        LIST = "list", _("List")
        STAR = "star", _("Star")
        FLAME = "flame", _("Flame")
        CLOCK = "clock", _("Clock")
        PHONE = "phone", _("Phone")
        MAIL = "mail", _("Letter")
        CART = "shopping-cart", _("Cart")
        TAG = "tag", _("Tag")
        CALENDAR = "calendar", _("Calendar")
        FLAG = "flag", _("Flag")

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views", verbose_name=_("made by"))
    team = models.ForeignKey(
        Team, models.CASCADE, null=True, blank=True, related_name="saved_views", verbose_name=_("shared with")
    )
    name = CardlessCharField(_("name"), max_length=60)
    icon = models.CharField(_("icon"), max_length=20, choices=Icon, default=Icon.LIST)
    query = CardlessCharField(_("what it shows"), max_length=2000)
    """The list as it stands after `?view=` in an address: a view and its filters, such as `open&channel=email`."""
    position = models.PositiveIntegerField(_("position"), default=0)
    said: str
    """What it shows, in words; filled in for the page of all views."""

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint("owner", Lower("name"), name="saved_view_name_of_owner")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('tickets:inbox')}?view={self.pk}"
