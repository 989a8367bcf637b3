"""Links between cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from tickets.models.tickets import Ticket


class CaseLinkQuerySet(models.QuerySet["CaseLink"]):
    def of(self, ticket: Ticket) -> "CaseLinkQuerySet":
        """Those of a case and of what was merged into it, whichever way round they were made."""
        own = models.Q(one=ticket) | models.Q(other=ticket)
        return self.filter(own | models.Q(one__merged_into=ticket) | models.Q(other__merged_into=ticket))

    def visible_to(self, user: User) -> "CaseLinkQuerySet":
        """Those of which `user` may see both ends, and what either was merged into."""
        reachable = Ticket.objects.reachable_by(user)
        ends = [models.Exists(reachable.filter(pk=models.OuterRef(end))) for end in ("one", "other")]
        return self.filter(*ends)


class CaseLink(models.Model):
    """Two cases that an agent wants to see from each other."""

    one = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name=_("case"))
    other = models.ForeignKey(Ticket, models.CASCADE, related_name="+", verbose_name=_("other case"))
    """The one with the higher number, so that a pair is there once."""
    linked_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("linked by")
    )
    linked_at = models.DateTimeField(_("linked at"))

    objects = CaseLinkQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("link between cases")
        verbose_name_plural = _("links between cases")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="case_link_once"),
            models.CheckConstraint(name="case_link_in_order", condition=models.Q(one__lt=models.F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.one} · {self.other}"
