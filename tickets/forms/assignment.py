"""Forms of the rules of auto-assignment, and of the limits of people."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User
from tickets.models import AssignmentRule

MOST_CASES = 999


class RuleForm(forms.Form):
    """How one team gives out its new cases."""

    team: Team
    method = forms.ChoiceField(label=_("New cases go to"), choices=AssignmentRule.Method)


class LimitForm(forms.Form):
    """How many open cases one person is given at most."""

    person: User
    most_cases = forms.IntegerField(
        label=_("Max. open cases"), required=False, min_value=0, max_value=MOST_CASES, widget=forms.NumberInput
    )


def rule_forms(data: Any) -> Iterator[RuleForm]:
    """A form for each team."""
    for team in Team.objects.select_related("assignment_rule").prefetch_related("members"):
        rule = getattr(team, "assignment_rule", None)
        initial = {"method": rule.method if rule else AssignmentRule.Method.NOBODY}
        form = RuleForm(data, initial=initial, prefix=f"team-{team.pk}")
        form.team = team
        yield form


def limit_forms(data: Any) -> Iterator[LimitForm]:
    """A form for each person of a team."""
    people = User.objects.filter(is_active=True, teams__isnull=False).distinct()
    for person in people.select_related("availability").prefetch_related("teams"):
        availability = getattr(person, "availability", None)
        initial = {"most_cases": availability.most_cases if availability else None}
        form = LimitForm(data, initial=initial, prefix=f"person-{person.pk}")
        form.person = person
        yield form
