"""The form of the shop whose orders are shown."""

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.addresses import AddressField
from tickets.models import OrderSource


class OrderSourceForm(forms.ModelForm):
    """The key is written here and never shown again."""

    token = forms.CharField(
        label=_("Key"),
        max_length=300,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Sent as a bearer token. Leave it empty to keep the one that is saved."),
    )

    base_url = forms.URLField(
        label=_("Address"),
        max_length=300,
        assume_scheme="https",
        help_text=_(
            "The desk asks https://shop.example.com/api/orders?email=… when this is https://shop.example.com/api. "
            "What it expects is on the help page “Order lookup”."
        ),
    )

    class Meta:
        model = OrderSource
        fields = ["name", "base_url", "is_active"]


class TryOrdersForm(forms.Form):
    """An address to ask the shop about, to see whether it answers."""

    email = AddressField(label=_("An email address of a buyer"))
