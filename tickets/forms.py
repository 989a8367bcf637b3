"""What people type into the pages of cases."""

import hashlib
import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from helpdesk.accounts.models import Team, User
from helpdesk.lib.addresses import AddressField
from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.phones import normalize_phone, phone_extension
from tickets.cases.regions import regions_of
from tickets.cases.watchers import DOINGS
from tickets.models import Event, Ticket

LONGEST_TEXT = 20_000


def new_key() -> str:
    """Names one filled-in form, so that sending it twice does one thing."""
    return uuid.uuid4().hex


class KeyedForm(forms.Form):
    """A form that a person may send twice by accident; `source_key` is the same both times.

    Whoever goes back in the browser has the same form again. With other words it is another message, so the words
    (the fields that `says` names) are part of the key.
    """

    says: tuple[str, ...] = ()
    key = forms.UUIDField(widget=forms.HiddenInput, initial=new_key)

    @property
    def form_key(self) -> str:
        """What the keys of all that was sent with this form begin with."""
        return f"form:{self.cleaned_data['key'].hex}"

    @property
    def source_key(self) -> str:
        words = "\0".join(" ".join(str(self.cleaned_data[name]).split()) for name in self.says)
        return f"{self.form_key}:{hashlib.sha256(words.encode()).hexdigest()[:16]}" if self.says else self.form_key


class TakeForm(forms.Form):
    """I work on it; `instead_of` is the person whom one takes it from knowingly."""

    instead_of = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)


class AssignForm(forms.Form):
    """Who works on the case: a person who may see it, a team, or nobody."""

    assignee = forms.ChoiceField(required=False, label=_("Assign to"))

    def __init__(self, *args, ticket: Ticket, **kwargs) -> None:
        super().__init__(*args, initial={"assignee": ticket.assignee_id or ""}, **kwargs)
        people = ticket.people_who_may_see().select_related("availability")
        self.people = {str(person.pk): person for person in people}
        if ticket.assignee:
            self.people.setdefault(str(ticket.assignee_id), ticket.assignee)
        self.teams = {f"team-{team.pk}": team for team in Team.objects.all()}
        self.fields["assignee"].choices = [
            ("", _("Nobody")),
            (_("People"), [(pk, _described(person, at=timezone.now())) for pk, person in self.people.items()]),
            (_("Teams"), list(self.teams.items())),
        ]

    def clean_assignee(self) -> User | Team | None:
        chosen = self.cleaned_data["assignee"]
        return self.people.get(chosen) or self.teams.get(chosen)


def _described(person: User, *, at: datetime) -> str:
    availability = getattr(person, "availability", None)
    if availability and availability.is_away(at=at):
        return _("%(person)s (away)") % {"person": person}
    return str(person)


class PriorityForm(forms.Form):
    """How urgent the case is."""

    priority = forms.ChoiceField(choices=Ticket.Priority, label=_("Priority"))


class StatusForm(forms.Form):
    """The statuses that a person sets by hand, besides solved."""

    status = forms.ChoiceField(
        choices=[(status.value, status.label) for status in (Ticket.Status.PENDING, Ticket.Status.OPEN)]
    )


class RemedyForm(KeyedForm):
    """What we did to make it right."""

    says = ("what",)
    what = VisibleCharField(
        label=_("What did we do to make it right?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For example: two seats in block B for the same price; $20 refunded."),
    )


class RefusalForm(KeyedForm):
    """What we did not do, and why."""

    says = ("what", "why")
    what = VisibleCharField(label=_("What did we refuse?"), max_length=500)
    why = VisibleCharField(
        label=_("Why?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say why: a “no” without its reason helps nobody.")},
    )


class WhyForm(forms.Form):
    """A reason, which stays with what was done."""

    why = VisibleCharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "autofocus": True, "maxlength": 300})
    )


class QuickLogForm(KeyedForm):
    """A case in seconds: the text alone is enough."""

    says = ("text",)
    text = VisibleCharField(
        label=_("What is the problem?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
        help_text=_("This alone is enough. The first line becomes the subject."),
    )
    name = VisibleCharField(label=_("Name"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = AddressField(label=_("E-mail"), required=False)
    event = forms.ModelChoiceField(Event.objects.none(), label=_("Event"), required=False, empty_label=_("None"))
    order_reference = VisibleCharField(label=_("Order"), max_length=64, required=False)

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].queryset = Event.objects.visible_to(user).order_by("-starts_at")

    def clean(self) -> dict[str, Any]:
        """The number last: the event tells in which country one dials it so."""
        said = super().clean()
        if typed := said.get("phone"):
            said["phone"] = normalize_phone(typed, regions=regions_of(event=said.get("event")))
            if not said["phone"]:
                words = _("“%(typed)s” is no telephone number. Write it with the country code, or into the text.")
                self.add_error("phone", forms.ValidationError(words, params={"typed": typed}))
            said["extension"] = phone_extension(typed)
        return said


class LeavingForm(forms.Form):
    """A tab of a browser, by the name that it gave itself."""

    tab = forms.RegexField(r"^[0-9a-f]{8,32}$")


class WatchingForm(LeavingForm):
    """A tab that shows a case, and what is done in it."""

    doing = forms.ChoiceField(choices=[(doing, doing) for doing in DOINGS], required=False)


class OtherCaseForm(forms.Form):
    """The number of another case."""

    other = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class SplitForm(KeyedForm):
    """What becomes a case of its own, and what it is called."""

    what = forms.ChoiceField(label=_("What goes?"), widget=forms.RadioSelect, initial="entry")
    subject = VisibleCharField(label=_("Subject of the new case"), max_length=200)

    def __init__(self, *args, following: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [("entry", _("This entry only"))]
        if following:
            words = ngettext(
                "This entry and the %(count)d that follows", "This entry and the %(count)d that follow", following
            )
            self.fields["what"].choices += [("following", words % {"count": following})]
