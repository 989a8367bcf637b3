"""Forms of duty: the weekly plan and the switch."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.calendars.forms import filled
from helpdesk.lib.calendars.opening_hours import OpeningHours
from helpdesk.lib.form_fields import TimeZoneField


class PlanForm(forms.Form):
    """Whose clock a plan is read from."""

    timezone = TimeZoneField()


class HoursForm(forms.Form):
    """Hours on one day, or the same hours on several; an empty row is none."""

    SEVERAL = {"weekdays": _("Monday to Friday"), "weekend": _("Saturday and Sunday"), "daily": _("Every day")}
    DAYS_OF = {"weekdays": range(5), "weekend": range(5, 7), "daily": range(7)}

    weekday = forms.ChoiceField(label=_("Day"), choices=[("", "—"), *SEVERAL.items(), *WEEKDAYS.items()])
    begins = forms.TimeField(label=_("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("To"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class SwitchForm(forms.Form):
    """On duty or off, and for how long."""

    UNTIL = ("", "1h", "4h", "tomorrow")

    to = forms.ChoiceField(choices=[("on", "on"), ("off", "off"), ("plan", "plan")])
    until = forms.ChoiceField(choices=[(length, length) for length in UNTIL], required=False)


def hours_of(rows: forms.BaseFormSet) -> list[dict[str, Any]]:
    """The hours of each single day that the rows name."""
    return [
        one | {"weekday": day}
        for one in filled(rows)
        for day in HoursForm.DAYS_OF.get(one["weekday"]) or [int(one["weekday"])]
    ]


def hours_of_plan(plan: OpeningHours) -> list[dict[str, Any]]:
    """As the rows of `HoursFormSet` begin."""
    return [{"weekday": span.weekday, "begins": span.opens, "ends": span.closes} for span in plan.spans]


HoursFormSet = forms.formset_factory(HoursForm, extra=3, can_delete=True, max_num=60)
