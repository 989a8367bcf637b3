"""Forms of remedies and refusals."""

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.form_fields import ReasonField, VisibleCharField
from tickets.forms.base import KeyedForm


class RemedyForm(KeyedForm):
    """What we did to make it right."""

    says = ("what",)
    what = VisibleCharField(
        label=_("What did we do to make it right?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "For example: two seats in block B for the same price; $20 refunded. "
            "The customer reads it on the page of their case."
        ),
    )


class RefusalForm(KeyedForm):
    """What we did not do, and why."""

    says = ("what", "why")
    what = VisibleCharField(label=_("What did we refuse?"), max_length=500)
    why = ReasonField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        missing=_("Say why: a “no” without its reason helps nobody."),
        help_text=_("The customer reads it on the page of their case."),
    )
