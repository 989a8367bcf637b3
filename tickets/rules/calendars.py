"""Configure and remove calendars."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from helpdesk.lib.calendars.week import Day, Span, check_days, check_week, checked_region
from tickets.models import Calendar


def configure_calendar(calendar: Calendar, *, spans: Sequence[Span], days: Sequence[Day]) -> None:
    """Write a calendar down, with exactly these hours. Raises ValidationError when they make no sense."""
    calendar.holiday_subdivision = checked_region(calendar.holiday_country, calendar.holiday_subdivision)
    check_week(spans)
    check_days(days)
    calendar.fill_in(spans=spans, days=days)
    calendar.save()


def remove_calendar(calendar: Calendar) -> None:
    """Raises ValidationError while a service level is counted in its hours."""
    try:
        calendar.delete()
    except ProtectedError:
        raise ValidationError(
            _("Promises are counted in the hours of %(calendar)s. Choose other hours for them first.")
            % {"calendar": calendar}
        ) from None
