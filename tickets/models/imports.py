"""Import jobs, and the problems that they met."""

from datetime import datetime

import pghistory
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User
from helpdesk.lib.model_fields import CardlessCharField, CardlessJSONField, CardlessTextField
from helpdesk.lib.transitions import StatusModel


class CaseImportQuerySet(models.QuerySet["CaseImport"]):
    def interrupted(self, *, at: datetime) -> "CaseImportQuerySet":
        """At work, and nobody has gone on with it for longer than a step takes."""
        return self.filter(status__in=CaseImport.AT_WORK, due_at__lte=at)


@pghistory.track(fields=["status", "columns", "our_addresses", "team"])
class CaseImport(StatusModel):
    """One file of cases: tried first without writing a case, then taken over, step by step."""

    class Format(models.TextChoices):
        CSV = "csv", _("Table (CSV)")
        MBOX = "mbox", _("Mailbox (mbox)")

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        CHECKING = "checking", _("Checking")
        CHECKED = "checked", _("Checked")
        RUNNING = "running", _("Taking over")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES = {
        Status.UPLOADED: {Status.CHECKING, Status.CANCELLED},
        Status.CHECKING: {Status.CHECKED, Status.FAILED, Status.CANCELLED},
        Status.CHECKED: {Status.CHECKING, Status.RUNNING, Status.CANCELLED},
        Status.RUNNING: {Status.DONE, Status.FAILED, Status.CANCELLED},
        Status.FAILED: {Status.CHECKING, Status.CANCELLED},
    }
    AT_WORK = (Status.CHECKING, Status.RUNNING)

    name = CardlessCharField(_("file"), max_length=120)
    format = models.CharField(_("format"), max_length=4, choices=Format)
    file = models.FileField(_("file"), max_length=120, upload_to="", blank=True)
    """Removed when the import has ended: what it said is in the cases."""
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.UPLOADED)
    headings = CardlessJSONField(_("headings"), default=list, blank=True)
    """Of a table: what stands in its first row."""
    columns = CardlessJSONField(_("columns"), default=dict, blank=True)
    """Of a table: which heading stands for which field of tickets.imports.csv.column_names.FIELDS."""
    our_addresses = CardlessTextField(_("our addresses"), blank=True)
    """Of a mailbox: addresses, or domains like @desk.test, separated by white space."""
    is_finished = models.BooleanField(_("the cases are finished"), default=True)
    """Of a mailbox: its threads become closed cases. Else each is open, and promises begin to count."""
    team = models.ForeignKey(Team, models.SET_NULL, null=True, blank=True, verbose_name=_("team"), related_name="+")
    charset = models.CharField(_("charset"), max_length=20, blank=True)
    """Of a table: how it is written. Of a mailbox: how mails are read that do not say theirs; empty: as each looks."""
    delimiter = models.CharField(_("separator"), max_length=1, blank=True)
    """Of a table: what stands between two cells."""
    date_order = models.CharField(_("order of day and month"), max_length=3, blank=True)
    """Of a table: "dmy" or "mdy" for dates in numbers; empty: only those count that can be read in one way."""
    timezone = models.CharField(_("time zone"), max_length=40, default="UTC")
    total = models.PositiveIntegerField(_("cases in the file"), null=True, blank=True)
    position = models.PositiveIntegerField(_("cases read"), default=0)
    """Whoever goes on after an interruption begins here."""
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    """How often somebody has begun to read here and not come further: a place that stops each worker is left out."""
    made = models.PositiveIntegerField(_("new cases"), default=0)
    continued = models.PositiveIntegerField(_("cases with new messages"), default=0)
    known = models.PositiveIntegerField(_("cases that are here already"), default=0)
    refused = models.PositiveIntegerField(_("cases that cannot be read"), default=0)
    error = CardlessTextField(_("error"), blank=True)
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, verbose_name=_("by"), related_name="+")
    created_at = models.DateTimeField(_("uploaded"))
    due_at = models.DateTimeField(null=True, blank=True)
    """Until then one worker has it; after that another may go on."""
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = CaseImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.name

    @property
    def is_untried(self) -> bool:
        return self.status == self.Status.UPLOADED

    @property
    def is_checked(self) -> bool:
        """It was tried out, and may be taken over."""
        return self.status == self.Status.CHECKED

    @property
    def is_trial(self) -> bool:
        """Its numbers say what would be."""
        return self.status in {self.Status.CHECKING, self.Status.CHECKED}

    @property
    def is_done(self) -> bool:
        return self.status == self.Status.DONE

    def get_absolute_url(self) -> str:
        return reverse("tickets:case_import", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.status in self.AT_WORK


class ImportProblem(models.Model):
    """A case of a file that cannot be taken over, and why."""

    case_import = models.ForeignKey(CaseImport, models.CASCADE, related_name="problems", verbose_name=_("import"))
    place = models.PositiveIntegerField(_("place in the file"))
    what = CardlessCharField(_("what"), max_length=200)
    why = CardlessTextField(_("why"))

    class Meta:
        ordering = ["place", "pk"]
        verbose_name = _("case that cannot be read")
        verbose_name_plural = _("cases that cannot be read")

    def __str__(self) -> str:
        return self.what or str(self.place)
