"""The form of a transfer."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from calls.models import Transfer
from helpdesk.accounts.models import User
from helpdesk.lib.form_fields import VisibleCharField


class TransferForm(forms.Form):
    """Whom to hand the caller over to, and what they must know first."""

    target = forms.ChoiceField(
        label=_("Hand over to"),
        choices=Transfer.Target,
        initial=Transfer.Target.MANAGERS,
        widget=forms.RadioSelect,
    )
    person = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), required=False)
    note = VisibleCharField(
        label=_("What must they know?"),
        max_length=Transfer._meta.get_field("note").max_length,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("It is read out to them before they press 1. The caller does not hear it."),
    )

    def __init__(self, *args: object, people: QuerySet[User], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if cleaned.get("target") == Transfer.Target.PERSON and not cleaned.get("person"):
            self.add_error("person", _("Say to whom."))
        if cleaned.get("target") != Transfer.Target.PERSON:
            cleaned["person"] = None
        return cleaned
