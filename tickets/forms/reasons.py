"""A form that asks for a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.form_fields import ReasonField


class WhyForm(forms.Form):
    """A reason, which stays with what was done."""

    why = ReasonField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 2, "autofocus": True, "maxlength": 300}))
