"""What an admin types about opening hours: the week, and the days that are different."""

from collections.abc import Iterable, Iterator
from datetime import time
from typing import Any, Protocol

import holidays.registry
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.calendars.opening_hours import OpeningHours
from helpdesk.lib.calendars.week import Day, Span, Weekday
from helpdesk.lib.form_fields import TimeZoneField, VisibleCharField

PLACE = ("timezone", "holiday_country", "holiday_subdivision")
LIKE_MONDAY = (Weekday.TUESDAY, Weekday.WEDNESDAY, Weekday.THURSDAY, Weekday.FRIDAY)
MOST_SPANS = 6
"""Pairs of times that a day of the week may have. It shows those that are filled, and one more."""


def countries() -> list[tuple[str, str]]:
    """Code and English name of each country whose holidays are known."""
    names = [(codes[1], module.replace("_", " ").title()) for module, codes in holidays.registry.COUNTRIES.items()]
    return sorted(names, key=lambda country: country[1])


class KeepsHours(Protocol):
    """The calendar that these hours are of, with the fields of `PLACE`."""

    @property
    def hours(self) -> OpeningHours: ...


class WeekForm(forms.Form):
    """Whose clock and holidays are kept, and from when to when it is open on each day of the week."""

    timezone = TimeZoneField()
    holiday_country = forms.ChoiceField(
        label=_("Closed on public holidays of"),
        required=False,
        choices=[("", _("No country (open on holidays)")), *countries()],
    )
    holiday_subdivision = forms.CharField(
        label=_("State or region"),
        required=False,
        max_length=10,
        help_text=_("Its code, such as NY. Empty: only the holidays of the whole country."),
    )
    weekdays_alike = forms.BooleanField(label=_("Use Monday's hours for Tuesday to Friday too"), required=False)

    def __init__(self, data: QueryDict | None = None, *, owner: KeepsHours, **kwargs: Any) -> None:
        super().__init__(data, initial={name: getattr(owner, name) for name in PLACE}, **kwargs)
        spans = owner.hours.spans
        for weekday in Weekday:
            own = [(span.opens, span.closes) for span in spans if span.weekday == weekday]
            typed = [n + 1 for n in range(MOST_SPANS) if self.data.get(f"opens_{weekday.value}_{n}")]
            # As many pairs as hold something, and one to type into.
            for n in range(min(max([len(own), *typed]) + 1, MOST_SPANS)):
                times = own[n] if n < len(own) else (None, None)
                for end, label, moment in zip(("opens", "closes"), (_("opens"), _("closes")), times, strict=True):
                    self.fields[f"{end}_{weekday.value}_{n}"] = forms.TimeField(
                        label=f"{weekday.label} {label}",
                        required=False,
                        initial=moment,
                        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                    )

    def week(self) -> Iterator[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """The grid of the page: each day with its pairs of times."""
        for weekday in Weekday:
            places = [n for day, n in self._places() if day == weekday]
            pairs = [(self[f"opens_{weekday.value}_{n}"], self[f"closes_{weekday.value}_{n}"]) for n in places]
            yield str(weekday.label), pairs

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        for weekday, n in self._places():
            opens, closes = f"opens_{weekday.value}_{n}", f"closes_{weekday.value}_{n}"
            if (data.get(opens) is None) != (data.get(closes) is None) and not {opens, closes} & self.errors.keys():
                self.add_error(
                    opens if data.get(opens) is None else closes,
                    _("%(day)s needs both times, when it opens and when it closes.") % {"day": weekday.label},
                )
        return data

    def spans(self) -> list[Span]:
        """The filled pairs, as `configure_hours` takes them."""
        times: dict[Weekday, list[tuple[time, time]]] = {weekday: [] for weekday in Weekday}
        for weekday, n in self._places():
            opens = self.cleaned_data.get(f"opens_{weekday.value}_{n}")
            closes = self.cleaned_data.get(f"closes_{weekday.value}_{n}")
            if opens is not None and closes is not None:
                times[weekday].append((opens, closes))
        if self.cleaned_data.get("weekdays_alike"):
            times |= dict.fromkeys(LIKE_MONDAY, times[Weekday.MONDAY])
        return [
            Span(weekday=weekday.value, opens=opens, closes=closes)
            for weekday, pairs in times.items()
            for opens, closes in pairs
        ]

    def _places(self) -> Iterator[tuple[Weekday, int]]:
        return (
            (weekday, n)
            for weekday in Weekday
            for n in range(MOST_SPANS)
            if f"opens_{weekday.value}_{n}" in self.fields
        )


class SpecialDayForm(forms.Form):
    """One date with other hours; an empty row is none."""

    date = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    name = VisibleCharField(label=_("What it is"), max_length=80)
    opens = forms.TimeField(
        label=_("Opens"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    closes = forms.TimeField(
        label=_("Closes"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if (data.get("opens") is None) != (data.get("closes") is None):
            raise forms.ValidationError(_("Give both times, or neither when it is closed all day."))
        return data


SpecialDayFormSet = forms.formset_factory(SpecialDayForm, extra=2, can_delete=True, max_num=100)


def special_days_of(hours: OpeningHours) -> list[dict[str, Any]]:
    """As the rows of `SpecialDayFormSet` begin."""
    return [{name: getattr(day, name) for name in SpecialDayForm.base_fields} for day in hours.special_days]


def filled(rows: forms.BaseFormSet) -> list[dict[str, Any]]:
    """The rows that somebody filled in and did not mark to be removed, without the marks of the form set."""
    return [
        {name: value for name, value in row.cleaned_data.items() if name != "DELETE"}
        for row in rows
        if row.cleaned_data and not row.cleaned_data.get("DELETE")
    ]


def days_of(rows: Iterable[dict[str, Any]]) -> list[Day]:
    """What stands in rows of `SpecialDayFormSet`, as a calendar is filled in with it."""
    return [Day(date=row["date"], name=row["name"], opens=row["opens"], closes=row["closes"]) for row in rows]
