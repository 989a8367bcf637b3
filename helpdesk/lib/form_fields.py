"""Form fields: text that can be seen, reasons, time zones, telephone numbers."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.phones.extensions import refuse_extension
from helpdesk.lib.phones.numbers import normalize_phone
from helpdesk.lib.text.visibility import is_seen


class VisibleCharField(forms.CharField):
    """Text of which something can be seen: characters without a width alone are as good as nothing."""

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


class TimeZoneField(forms.ChoiceField):
    """One of the time zones that the system knows, by its name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Time zone"), choices=_time_zones, **kwargs)


def _time_zones() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]


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
