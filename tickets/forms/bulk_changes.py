"""The form of a bulk change."""

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User
from helpdesk.lib.parameters import read_key
from tickets.forms.base import KeyedForm, choice_field
from tickets.forms.cases import assignee_choices, nobody_last
from tickets.models import BulkChange, SavedReply, Tag, Ticket

MOST_AT_ONCE = 200
Verb = BulkChange.Verb
TAKE = "take"


class BulkForm(KeyedForm):
    """One verb for some cases. Each button of the bar is a verb; those that need a value bring its field."""

    case = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Select the cases first: the key x, or the box at their left.")}
    )
    act = forms.ChoiceField(choices=[*Verb.choices, (TAKE, _("Assign to me"))], required=False)
    assignee = forms.ChoiceField(label=_("Assign to"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=Ticket.Priority, required=False)
    tag = forms.ModelChoiceField(Tag.objects.all(), label=_("Tag"), required=False, empty_label=_("Choose a tag"))
    until = forms.ChoiceField(label=_("Until"), choices=SavedReply.Snooze, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        asked = self.data.getlist("case") if isinstance(self.data, QueryDict) else []
        # Which of them there are, and may be seen, the page asks the database once.
        self.asked = [key for key in asked if read_key(key) is not None]
        choice_field(self, "case").choices = [(key, key) for key in self.asked]
        choice_field(self, "assignee").choices = self._assignees

    def clean_case(self) -> list[int]:
        cases: list[int] = self.cleaned_data["case"]
        if len(cases) > MOST_AT_ONCE:
            raise forms.ValidationError(_("Select %(most)s cases at the most."), params={"most": MOST_AT_ONCE})
        return cases

    def clean_act(self) -> str:
        """A button has one name: those of the list of people say the person, and mean that."""
        act = self.cleaned_data["act"] or (Verb.ASSIGN.value if "assignee" in self.data else "")
        if not act:
            raise forms.ValidationError(self.fields["act"].error_messages["required"], code="required")
        return act

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if data.get("act") == Verb.TAG and not data.get("tag") and "tag" not in self.errors:
            self.add_error("tag", _("Choose the tag."))
        if data.get("act") == Verb.PRIORITY and not data.get("priority") and "priority" not in self.errors:
            self.add_error("priority", _("Choose the priority."))
        if data.get("act") == Verb.SNOOZE and not data.get("until") and "until" not in self.errors:
            self.add_error("until", _("Choose when the cases come back."))
        return data

    @staticmethod
    def _assignees() -> list[Any]:
        return assignee_choices(User.objects.filter(is_active=True), Team.objects.all())

    @property
    def people_and_teams(self) -> list[tuple[str, str]]:
        return nobody_last(self._assignees())

    @property
    def menus(self) -> list[tuple[str, str, forms.BoundField]]:
        """The verbs that need a value: name, label of the button, field."""
        return [
            (Verb.ASSIGN.value, str(Verb.ASSIGN.label), self["assignee"]),
            (Verb.PRIORITY.value, str(Verb.PRIORITY.label), self["priority"]),
            (Verb.TAG.value, str(Verb.TAG.label), self["tag"]),
            (Verb.SNOOZE.value, str(Verb.SNOOZE.label), self["until"]),
        ]

    @property
    def verb(self) -> str:
        """As `change_in_bulk` takes it."""
        return Verb.ASSIGN if self.cleaned_data["act"] == TAKE else self.cleaned_data["act"]

    @property
    def value(self) -> str:
        """As `change_in_bulk` takes it."""
        data = self.cleaned_data
        match data["act"]:
            case "take":
                return str(self.user.pk)
            case Verb.ASSIGN:
                return str(data["assignee"])
            case Verb.PRIORITY:
                return str(data["priority"])
            case Verb.TAG:
                return str(data["tag"].pk)
            case Verb.SNOOZE:
                return str(data["until"])
        return ""

    @property
    def deed(self) -> uuid.UUID:
        """Names this deed: the form that is sent again for other cases, as by the browser's Back, is another one."""
        data = self.cleaned_data
        return uuid.uuid5(data["key"], f"{data['act']} {self.value} {sorted(data['case'])}")
