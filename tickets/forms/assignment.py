"""Forms of absences, of the rules of auto-assignment, and of the limits of people."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User
from helpdesk.lib.form_fields import VisibleCharField
from tickets.forms.base import OWN, MomentForm
from tickets.models import AssignmentRule

MORNING = time(9)
MOST_CASES = 999


class AwayForm(MomentForm):
    """Until when somebody is away, in the time zone of the person who says so, and what colleagues should know."""

    field_order = ["until", "moment", "note"]

    UNTIL = [
        ("hour", _("For an hour")),
        ("tomorrow", _("Until tomorrow, 9:00")),
        ("monday", _("Until Monday, 9:00")),
        (OWN, _("Until a date and time")),
        ("back", _("Until I say that I am back")),
    ]

    until = forms.ChoiceField(label=_("How long?"), choices=UNTIL, initial="tomorrow", widget=forms.RadioSelect)
    note = VisibleCharField(
        label=_("Note for your colleagues"),
        max_length=120,
        required=False,
        help_text=_("For example: training; Chloe knows my cases."),
    )

    @property
    def away_until(self) -> datetime | None:
        """Of a valid form; None: until the person is back."""
        today = timezone.localdate(self.at)
        days = {"tomorrow": 1, "monday": 7 - today.weekday()}
        chosen = self.cleaned_data["until"]
        if chosen in days:
            morning = datetime.combine(today + timedelta(days=days[chosen]), MORNING)
            return timezone.make_aware(morning)
        return {"hour": self.at + timedelta(hours=1), OWN: self.cleaned_data["moment"]}.get(chosen)


class RuleForm(forms.Form):
    """How one team gives out its new cases."""

    method = forms.ChoiceField(label=_("New cases go to"), choices=AssignmentRule.Method)


class LimitForm(forms.Form):
    """How many open cases one person is given at most."""

    most_cases = forms.IntegerField(
        label=_("Open cases at most"), required=False, min_value=0, max_value=MOST_CASES, widget=forms.NumberInput
    )


def rule_forms(data: Any) -> Iterator[RuleForm]:
    """A form for each team, which it has as `team`."""
    for team in Team.objects.select_related("assignment_rule").prefetch_related("members"):
        rule = getattr(team, "assignment_rule", None)
        initial = {"method": rule.method if rule else AssignmentRule.Method.NOBODY}
        form = RuleForm(data, initial=initial, prefix=f"team-{team.pk}")
        form.team = team
        yield form


def limit_forms(data: Any) -> Iterator[LimitForm]:
    """A form for each person of a team, whom it has as `person`."""
    people = User.objects.filter(is_active=True, teams__isnull=False).distinct()
    for person in people.select_related("availability").prefetch_related("teams"):
        availability = getattr(person, "availability", None)
        initial = {"most_cases": availability.most_cases if availability else None}
        form = LimitForm(data, initial=initial, prefix=f"person-{person.pk}")
        form.person = person
        yield form
