"""A form that asks for a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.form_fields import VisibleCharField


class WhyForm(forms.Form):
    """A reason, which stays with what was done."""

    why = VisibleCharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "autofocus": True, "maxlength": 300})
    )
