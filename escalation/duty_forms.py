"""What is typed to say who is rung and when: ring groups and weekly plans."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from escalation.models import RingGroup, RingGroupMember
from escalation.phone_field import PhoneField
from escalation.whisper_words import check_whisper
from helpdesk.accounts.models import User
from helpdesk.lib.calendars.forms import filled

NO_SOFTPHONES = _("Phones in the browser need TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET in the desk's environment.")


class RingGroupForm(forms.ModelForm):
    """People who are rung at once."""

    class Meta:
        model = RingGroup
        fields = ["name", "rounds", "ring_seconds", "wrap_up_seconds", "whisper"]

    def clean_whisper(self) -> str:
        check_whisper(self.cleaned_data["whisper"])
        return self.cleaned_data["whisper"]


class DeviceSelect(forms.Select):
    """Greys out what the desk cannot ring, instead of hiding that it exists."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value != RingGroupMember.Device.MOBILE and not settings.HAS_SOFTPHONES and not option["selected"]:
            option["attrs"]["disabled"] = True
        return option


class MemberForm(forms.Form):
    """One person of the group; an empty row is none."""

    Device = RingGroupMember.Device

    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    device = forms.ChoiceField(label=_("Rings on"), choices=Device, initial=Device.MOBILE, widget=DeviceSelect)
    phone = PhoneField(label=_("Mobile"), required=False)
    tier = forms.TypedChoiceField(
        label=_("When"), choices=RingGroupMember.Tier, coerce=int, initial=RingGroupMember.Tier.FIRST
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(is_active=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        device, person = data.get("device"), data.get("user")
        if device in {self.Device.SOFTPHONE, self.Device.BOTH} and not settings.HAS_SOFTPHONES:
            self.add_error("device", NO_SOFTPHONES)
        if device in {self.Device.MOBILE, self.Device.BOTH} and not data.get("phone") and "phone" not in self.errors:
            if person and person.mobile:
                data["phone"] = person.mobile
            else:
                self.add_error("phone", _("Which number rings? This person's account names no mobile."))
        return data


class PlanForm(forms.Form):
    """Whose clock a plan is read from."""

    timezone = forms.ChoiceField(label=_("Time zone"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["timezone"].choices = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())]


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


MemberFormSet = forms.formset_factory(MemberForm, extra=2, can_delete=True, max_num=60)
HoursFormSet = forms.formset_factory(HoursForm, extra=3, can_delete=True, max_num=60)
