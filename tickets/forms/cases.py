"""Forms of a case: assignee, priority, status, snooze, another case, a split."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from helpdesk.accounts.models import Team, User
from helpdesk.lib.form_fields import VisibleCharField
from tickets.cases.snoozes import named_choices, snooze_choices
from tickets.forms.base import OWN, KeyedForm, MomentForm, choice_field, choices_of
from tickets.lists.bulk_changes import OF_TEAM
from tickets.models import Ticket
from tickets.rules.people_hooks import people_choices


class TakeForm(forms.Form):
    """I work on it; `instead_of` is the person whom one takes it from knowingly."""

    instead_of = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


def assignee_choices(people: Iterable[User], teams: Iterable[Team]) -> list[Any]:
    """Nobody, the people and the teams, as the choices of a field; a team by OF_TEAM and its key."""
    return [
        ("", _("Nobody")),
        (_("People"), [(str(pk), label) for pk, label in people_choices(people, at=timezone.now())]),
        (_("Teams"), [(f"{OF_TEAM}{team.pk}", str(team)) for team in teams]),
    ]


def nobody_last(choices: Iterable[Any]) -> list[tuple[str, str]]:
    """The same as one list: one looks for somebody."""
    nobody, (_label, people), (_label, teams) = choices
    return [*people, *teams, nobody]


class AssignForm(forms.Form):
    """Who works on the case: a person who may see it, a team, or nobody."""

    assignee = forms.ChoiceField(required=False, label=_("Assign to"))

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": {"assignee": ticket.assignee_id or ""}})
        self.people = {str(person.pk): person for person in ticket.people_who_may_see()}
        if ticket.assignee:
            self.people.setdefault(str(ticket.assignee_id), ticket.assignee)
        self.teams = {f"{OF_TEAM}{team.pk}": team for team in Team.objects.all()}
        choice_field(self, "assignee").choices = assignee_choices(self.people.values(), self.teams.values())

    @property
    def choices(self) -> list[tuple[str, str]]:
        return nobody_last(choices_of(self, "assignee"))

    @property
    def chosen(self) -> str:
        return str(self.initial["assignee"])

    def clean_assignee(self) -> User | Team | None:
        chosen = self.cleaned_data["assignee"]
        return self.people.get(chosen) or self.teams.get(chosen)


class PriorityForm(forms.Form):
    """How urgent the case is."""

    priority = forms.ChoiceField(choices=Ticket.Priority, label=_("Priority"))


class StatusForm(forms.Form):
    """The statuses that a person sets by hand, besides solved."""

    status = forms.ChoiceField(
        choices=[(status.value, status.label) for status in (Ticket.Status.PENDING, Ticket.Status.OPEN)]
    )


class SnoozeForm(MomentForm):
    """One of the moments that are offered, or one's own, in the time zone of the person who asks."""

    until = forms.ChoiceField(error_messages={"required": _("Choose when the case comes back.")})

    def __init__(self, *args: Any, ticket: Ticket, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, at=at, **kwargs)
        self.choices = snooze_choices(ticket, at=at)
        # A page may be older than midnight: what it offered then is still understood.
        self.named = {choice.name: choice.moment for choice in named_choices(ticket, at=at)}
        choice_field(self, "until").choices = [(name, name) for name in [*self.named, OWN]]

    @property
    def wakes_at(self) -> datetime:
        """When the case comes back, of a valid form."""
        wakes_at: datetime = (self.named | {OWN: self.cleaned_data["moment"]})[self.cleaned_data["until"]]
        return wakes_at

    @property
    def problem(self) -> str:
        """What is wrong, in a sentence."""
        return next(str(error) for errors in self.errors.values() for error in errors)


class OtherCaseForm(forms.Form):
    """The number of another case."""

    other = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class SplitForm(KeyedForm):
    """What becomes a case of its own, and what it is called."""

    what = forms.ChoiceField(label=_("What should move?"), widget=forms.RadioSelect, initial="entry")
    subject = VisibleCharField(label=_("Subject of the new case"), max_length=200)

    def __init__(self, *args: Any, following: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("entry", str(_("This entry only")))]
        if following:
            words = ngettext(
                "This entry and the %(count)d that follows", "This entry and the %(count)d that follow", following
            )
            choices.append(("following", words % {"count": following}))
        choice_field(self, "what").choices = choices
