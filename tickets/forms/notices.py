"""The form on notifications."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.forms.base import choice_field, choices_of
from tickets.models import NoticeKind, NoticeSettings
from tickets.models.notices import ONLY_EMAILED

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class NoticeSettingsForm(forms.ModelForm):
    """Which kinds are heard, which show on the desktop and which are mailed, and the silent hours."""

    sounds = forms.MultipleChoiceField(
        label=_("Sound"), choices=NoticeKind, required=False, widget=forms.CheckboxSelectMultiple
    )
    desktop = forms.MultipleChoiceField(
        label=_("Desktop notification"), choices=NoticeKind, required=False, widget=forms.CheckboxSelectMultiple
    )
    emails = forms.MultipleChoiceField(
        label=_("Email"),
        choices=NoticeKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The first one leaves after a minute. What follows within 15 minutes comes in one email. "
            "Nothing that you did yourself or marked as read is sent."
        ),
    )

    pushes = forms.MultipleChoiceField(
        label=_("Push"),
        choices=NoticeKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "To the browsers below, when you have not read it within 15 seconds: one a minute at most, and what came "
            "meanwhile as a number. It names the kind and the case, and nobody who wrote."
        ),
    )

    class Meta:
        model = NoticeSettings
        fields = ["sounds", "desktop", "emails", "pushes", "silent_from", "silent_until"]
        widgets = {"silent_from": CLOCK, "silent_until": CLOCK}
        help_texts = {"silent_until": _("By the clock of your time zone. Leave both empty to be told at any hour.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user, silent = self.instance.user, {*ONLY_EMAILED}
        others = set() if user.is_manager else {NoticeKind.MANAGER, NoticeKind.CALLBACK}
        # A call that rings is over when a mail or a push of it would arrive.
        unmailed = {NoticeKind.RINGING} | (set() if user.is_admin else {NoticeKind.MAILBOX, NoticeKind.SILENCE})
        for name, without in (("sounds", silent), ("desktop", silent), ("emails", unmailed), ("pushes", unmailed)):
            choices = [choice for choice in NoticeKind.choices if choice[0] not in without | others]
            choice_field(self, name).choices = choices

    def clean_emails(self) -> list[str]:
        return self._with_those_of_other_roles("emails")

    def clean_pushes(self) -> list[str]:
        return self._with_those_of_other_roles("pushes")

    def _with_those_of_other_roles(self, name: str) -> list[str]:
        """Who is given another role later is told of what nobody sees otherwise."""
        offered = {kind for kind, _label in choices_of(self, name)}
        chosen: list[str] = self.cleaned_data[name]
        return chosen + [kind for kind in getattr(self.instance, name) if kind not in offered]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("silent_from") is None) != (cleaned.get("silent_until") is None):
            raise forms.ValidationError(_("Silent hours need a beginning and an end."))
        return cleaned
