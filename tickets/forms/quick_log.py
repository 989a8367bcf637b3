"""The form of the quick log."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import AddressField
from helpdesk.lib.form_fields import TypedPhoneField, VisibleCharField
from helpdesk.lib.phones import normalize_phone, phone_extension
from tickets.cases.regions import regions_of
from tickets.forms.base import LONGEST_TEXT, KeyedForm, row_field
from tickets.models import Event


class QuickLogForm(KeyedForm):
    """A case in seconds: the text alone is enough."""

    says = ("text", "name", "phone", "email", "event", "order_reference")
    text = VisibleCharField(
        label=_("What is the problem?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
        help_text=_("This alone is enough. The first line becomes the subject."),
    )
    name = VisibleCharField(label=_("Name"), max_length=120, required=False)
    phone = TypedPhoneField(label=_("Phone"), required=False)
    email = AddressField(label=_("Email"), required=False)
    event = forms.ModelChoiceField(Event.objects.none(), label=_("Event"), required=False, empty_label=_("None"))
    order_reference = VisibleCharField(label=_("Order"), max_length=64, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "event").queryset = Event.objects.visible_to(user).order_by("-starts_at")

    def clean(self) -> dict[str, Any]:
        """The number last: the event tells in which country one dials it so."""
        super().clean()
        data = self.cleaned_data
        if typed := data.get("phone"):
            data["phone"] = normalize_phone(typed, regions=regions_of(event=data.get("event")))
            if not data["phone"]:
                words = _("“%(typed)s” is no telephone number. Write it with the country code, or into the text.")
                self.add_error("phone", forms.ValidationError(words, params={"typed": typed}))
            data["extension"] = phone_extension(typed)
        return data
