"""The form that adds a filter to a list: choose, or type as in a search."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User
from tickets.forms.base import choice_field
from tickets.models import Event, Organizer, Tag, Ticket

SUGGESTED = 100
"""So many events are suggested while one types; any other is found by its name too."""
ANY = ("", _("Any"))


def _suggesting(list_id: str) -> forms.TextInput:
    """A text field with suggestions; another value may be typed."""
    return forms.TextInput(attrs={"autocomplete": "off", "list": list_id})


class FilterForm(forms.Form):
    """What may be added to a list. Its names are those of lists/filter_words.py: the address is the filter."""

    words = forms.CharField(
        label=_("Filter by text"),
        max_length=200,
        help_text=_("For example: is:unassigned channel:phone before:7d"),
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    status = forms.ChoiceField(label=_("Status"), choices=[ANY, *Ticket.Status.choices])
    assignee = forms.ChoiceField(label=_("Assignee"))
    team = forms.ChoiceField(label=_("Team"))
    priority = forms.ChoiceField(label=_("Priority"), choices=[ANY, *Ticket.Priority.choices])
    channel = forms.ChoiceField(label=_("Channel"), choices=[ANY, *Ticket.Channel.choices])
    event = forms.CharField(label=_("Event"), widget=_suggesting("event-names"))
    organizer = forms.CharField(label=_("Organizer"), widget=_suggesting("organizer-names"))
    tag = forms.CharField(label=_("Tag"), widget=_suggesting("tag-names"))
    asked = forms.ChoiceField(label=_("Asked for"), choices=[ANY, ("manager", _("a manager"))])
    called = forms.ChoiceField(
        label=_("Called"), choices=[ANY, *((str(times), _("%s times or more") % times) for times in (2, 3, 5, 10))]
    )
    waiting = forms.ChoiceField(
        label=_("Waiting"),
        choices=[
            ANY,
            ("30m", _("30 minutes or longer")),
            ("2h", _("2 hours or longer")),
            ("1d", _("a day or longer")),
            ("7d", _("a week or longer")),
        ],
    )
    after = forms.CharField(label=_("Last activity since"), widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.CharField(label=_("Last activity before"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(person.pk), str(person)) for person in User.objects.filter(is_active=True)]
        teams = Team.objects.all() if user.is_manager else user.teams.all()
        choice_field(self, "assignee").choices = [ANY, ("me", _("Me")), ("nobody", _("Nobody")), *people]
        choice_field(self, "team").choices = [ANY, ("none", _("None")), *((str(team.pk), str(team)) for team in teams)]
        events = Event.objects.visible_to(user).order_by("-starts_at").values_list("name", flat=True)
        organizers = Organizer.objects.visible_to(user).values_list("name", flat=True)
        self.suggestions = {
            "event-names": list(dict.fromkeys(events[:SUGGESTED])),
            "tag-names": list(Tag.objects.values_list("name", flat=True)[:SUGGESTED]),
            "organizer-names": list(organizers[:SUGGESTED]),
        }
        for field in self.fields.values():
            field.required = False
