"""Form of a line: the number, whom it rings, its language and voice."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.models import Line
from escalation.models.voices import LANGUAGE_OF, Voice
from helpdesk.lib.form_fields import PhoneField
from tickets.forms.base import choice_field, row_field


class LineForm(forms.ModelForm):
    """One telephone number of the desk."""

    number = PhoneField(label=_("Number"))
    fallback_url = forms.URLField(
        label=_("Fallback document"),
        required=False,
        assume_scheme="https",
        max_length=200,
        help_text=Line._meta.get_field("fallback_url").help_text,
    )

    class Meta:
        model = Line
        fields = [
            "name",
            "number",
            "kind",
            "ring_group",
            "closed_ring_group",
            "language",
            "voice",
            "fallback_url",
            "is_active",
        ]
        labels = {
            "kind": _("Type"),
            "ring_group": _("Ring group"),
            "closed_ring_group": _("Ring group when closed"),
            "is_active": _("Active"),
        }
        help_texts = {"closed_ring_group": _("Rings when somebody presses 4 outside the opening hours.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        when_closed = row_field(self, "closed_ring_group")
        when_closed.empty_label = _("Same as during opening hours")
        voice = choice_field(self, "voice")
        voice.choices = [("", _("The provider's default voice")), *Voice.choices]

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        voice, language = data.get("voice"), data.get("language")
        if voice and language and LANGUAGE_OF[voice] != language:
            self.add_error(
                "voice", _("This voice speaks another language. Choose one of the line's language, or none.")
            )
        return data
