"""The form of a hint rule."""

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.text.visibility import is_seen
from tickets.models import Event, Ticket

MANY = 50


class HintRuleForm(forms.Form):
    """When it is said, and what."""

    text = VisibleCharField(
        label=_("Tip"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For example: lost parcels can also be reported at the courier's page."),
    )
    url = forms.URLField(label=_("Link"), required=False, max_length=200, assume_scheme="https")
    words = VisibleCharField(
        label=_("Words"),
        required=False,
        max_length=1000,
        help_text=_("Separate words with commas: parcel, courier. One match is enough; empty means every case."),
    )
    event = forms.ModelChoiceField(
        Event.objects.order_by("-starts_at"), label=_("Only for the event"), required=False, empty_label=_("Any")
    )
    channel = forms.ChoiceField(
        label=_("Only from the channel"), required=False, choices=[("", _("Any")), *Ticket.Channel.choices]
    )
    is_active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    def clean_words(self) -> list[str]:
        words = [" ".join(word.split()) for word in self.cleaned_data["words"].split(",")]
        return list(dict.fromkeys(word for word in words if is_seen(word)))[:MANY]
