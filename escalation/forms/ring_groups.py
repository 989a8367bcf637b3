"""Forms of ring groups: the group and its members."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from escalation.duty.ring_groups import Member
from escalation.duty.whispers import check_whisper
from escalation.models import RingGroup, RingGroupMember
from helpdesk.accounts.models import User
from helpdesk.lib.form_fields import PhoneField

NO_SOFTPHONES = _("Phones in the browser need TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET in the desk's environment.")


class RingGroupForm(forms.ModelForm):
    """People who are rung at once."""

    class Meta:
        model = RingGroup
        fields = ["name", "rounds", "ring_seconds", "wrap_up_seconds", "whisper"]
        labels = {
            "rounds": _("Rounds before managers are called"),
            "ring_seconds": _("Ring time per round (seconds)"),
            "wrap_up_seconds": _("Wrap-up time (seconds)"),
            "whisper": _("Whisper message"),
        }

    def clean_whisper(self) -> str:
        whisper: str = self.cleaned_data["whisper"]
        check_whisper(whisper)
        return whisper


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

    user = forms.ModelChoiceField(User.objects.filter(is_active=True), label=_("Person"))
    device = forms.ChoiceField(label=_("Rings on"), choices=Device, initial=Device.MOBILE, widget=DeviceSelect)
    phone = PhoneField(label=_("Mobile"), required=False)
    tier = forms.TypedChoiceField(
        label=_("When"), choices=RingGroupMember.Tier, coerce=int, initial=RingGroupMember.Tier.FIRST
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        device, person = data.get("device"), data.get("user")
        if device in {self.Device.SOFTPHONE, self.Device.BOTH} and not settings.HAS_SOFTPHONES:
            self.add_error("device", NO_SOFTPHONES)
        if device in {self.Device.MOBILE, self.Device.BOTH} and not data.get("phone") and "phone" not in self.errors:
            if person and person.mobile:
                data["phone"] = person.mobile
            else:
                self.add_error("phone", _("Which number rings? This person's account names no mobile."))
        return data


def members_of(rows: Iterable[dict[str, Any]]) -> list[Member]:
    """What stands in rows of `MemberFormSet`, as a ring group is configured with it."""
    return [Member(user=row["user"], device=row["device"], phone=row["phone"], tier=row["tier"]) for row in rows]


MemberFormSet = forms.formset_factory(MemberForm, extra=2, can_delete=True, max_num=60)
