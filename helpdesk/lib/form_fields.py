"""Form fields: text that can be seen, reasons, moments, time zones, telephone numbers."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.moments import say_day, say_time
from helpdesk.lib.phones.extensions import refuse_extension
from helpdesk.lib.phones.numbers import normalize_phone
from helpdesk.lib.text.visibility import is_seen
from helpdesk.lib.time_zones import time_zone_choices


class VisibleCharField(forms.CharField):
    """Text of which something can be seen: characters without a width alone are as good as nothing.

    It is written from the side from which its first letters are read.
    """

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | ({} if widget.is_hidden else {"dir": "auto"})

    def to_python(self, value: Any) -> str | None:
        text = super().to_python(value)
        return text if text and is_seen(text) else self.empty_value


class ReasonField(VisibleCharField):
    """A reason, which stays with what was done; `missing` says why there must be one."""

    def __init__(self, *, missing: str | Promise = "", **kwargs: Any) -> None:
        if missing:
            kwargs["error_messages"] = {"required": missing}
        kwargs.setdefault("label", _("Why?"))
        kwargs.setdefault("max_length", 300)
        super().__init__(**kwargs)


class MomentField(forms.DateTimeField):
    """A moment, as the clock of the person shows it. Of an hour that this clock shows twice the first one is meant."""

    def to_python(self, value: Any) -> datetime | None:
        try:
            read: datetime | None = super().to_python(value)
            return read
        except forms.ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            typed: datetime = (error.params or {})["datetime"]
        zone = timezone.get_current_timezone()
        # There and back by UTC: a time that the clock skips comes back as the one that it shows instead.
        moment = typed.replace(tzinfo=zone).astimezone(UTC)
        shown = moment.astimezone(zone)
        if shown.replace(tzinfo=None) == typed:
            return moment
        words = _("The clocks go forward on %(day)s: %(typed)s does not exist. Choose another time, such as %(shown)s.")
        # A clock of UTC shows every time, also the one that does not exist there.
        params = {"day": say_day(shown), "typed": say_time(typed.replace(tzinfo=UTC), UTC), "shown": say_time(shown)}
        raise forms.ValidationError(words, params=params)


class TimeZoneField(forms.ChoiceField):
    """One of the time zones that the system knows: by region and city, with its distance from UTC today."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Time zone"), choices=time_zone_choices, **kwargs)


class TypedPhoneField(forms.CharField):
    """A telephone number as it was typed, for forms that know in which country one dials it so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"}), **kwargs)


class PhoneField(TypedPhoneField):
    """A telephone number in any format, as E.164."""

    def clean(self, value: Any) -> str | None:
        typed = super().clean(value) or ""
        phone = normalize_phone(typed)
        if typed and not phone:
            raise forms.ValidationError(
                _("“%(typed)s” is no telephone number. Write it with its country code, such as +1 500 555 0111."),
                params={"typed": typed},
            )
        refuse_extension(typed)
        return phone
