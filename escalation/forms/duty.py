"""Forms of duty: the weekly plan, the switch, and the status of a person."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from escalation.duty.changes import Hours
from escalation.duty.person_status import Status
from helpdesk.lib.calendars.forms import WeekForm
from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.moments import say_hour
from tickets.forms.base import OWN, MomentForm, choice_field

MORNING = time(9)


class DutyWeekForm(WeekForm):
    """The grid of opening hours for one person, who has no public holidays of their own."""

    # Django's way to leave an inherited field out.
    holiday_country = None  # type: ignore[assignment]
    holiday_subdivision = None  # type: ignore[assignment]

    def hours(self) -> list[Hours]:
        """As `write_duty_plan` takes them."""
        return [Hours(weekday=span["weekday"], begins=span["opens"], ends=span["closes"]) for span in self.spans()]


class SwitchForm(forms.Form):
    """On duty or off, and for how long."""

    UNTIL = ("", "1h", "4h", "tomorrow")

    to = forms.ChoiceField(choices=[("on", "on"), ("off", "off"), ("plan", "plan")])
    until = forms.ChoiceField(choices=[(length, length) for length in UNTIL], required=False)


class StatusForm(forms.Form):
    """Available, phone off or away, and for how long."""

    to = forms.ChoiceField(choices=Status)
    until = SwitchForm.base_fields["until"]


class AwayForm(MomentForm):
    """Until when somebody is away, in the time zone of the person who says so, and what colleagues should know."""

    field_order = ["until", "moment", "note"]

    UNTIL = [
        ("hour", _("For an hour")),
        ("tomorrow", _("Until tomorrow, %(time)s")),
        ("monday", _("Until Monday, %(time)s")),
        (OWN, _("Until a date and time")),
        ("back", _("Until I turn it off")),
    ]

    until = forms.ChoiceField(label=_("How long?"), choices=UNTIL, initial="tomorrow", widget=forms.RadioSelect)
    note = VisibleCharField(
        label=_("Note for your colleagues"),
        max_length=120,
        required=False,
        help_text=_("For example: training; Chloe knows my cases."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        morning = say_hour(MORNING.hour)
        until = choice_field(self, "until")
        until.choices = [(value, label % {"time": morning}) for value, label in self.UNTIL]

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
