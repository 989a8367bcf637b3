"""Somebody who is to take part in the emails of a case."""

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.addresses import AddressField
from helpdesk.lib.form_fields import VisibleCharField


class ParticipantForm(forms.Form):
    """An address, and whose it is."""

    address = AddressField(label=_("Email address"))
    name = VisibleCharField(label=_("Name"), max_length=120, required=False)
