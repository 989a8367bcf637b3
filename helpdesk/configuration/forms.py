"""Forms of the settings of email."""

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.addresses import AddressField


class SuppressForm(forms.Form):
    """An address that must get no recovery email."""

    address = AddressField(label=_("Email address"))
