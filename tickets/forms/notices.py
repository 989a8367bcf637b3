"""The form on notifications."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.models import NoticeKind, NoticeSettings

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class NoticeSettingsForm(forms.ModelForm):
    """Which kinds are heard and which show on the desktop, and the silent hours."""

    sounds = forms.MultipleChoiceField(
        label=_("Sound"), choices=NoticeKind, required=False, widget=forms.CheckboxSelectMultiple
    )
    desktop = forms.MultipleChoiceField(
        label=_("Desktop notification"), choices=NoticeKind, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = NoticeSettings
        fields = ["sounds", "desktop", "silent_from", "silent_until"]
        widgets = {"silent_from": CLOCK, "silent_until": CLOCK}
        help_texts = {"silent_until": _("By the clock of your time zone. Leave both empty to be told at any hour.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.user.is_manager:
            for name in ("sounds", "desktop"):
                self.fields[name].choices = [choice for choice in NoticeKind.choices if choice[0] != NoticeKind.MANAGER]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("silent_from") is None) != (cleaned.get("silent_until") is None):
            raise forms.ValidationError(_("Silent hours need a beginning and an end."))
        return cleaned
