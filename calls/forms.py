"""What people type about calls."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WhyForm(forms.Form):
    """A reason, which stays with what was done."""

    why = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "autofocus": True, "maxlength": 300})
    )


class CommentTextForm(forms.Form):
    """What a comment on a recording says."""

    body = forms.CharField(label=_("Comment"), max_length=2000)


class CommentForm(CommentTextForm):
    """A comment at a moment."""

    second = forms.IntegerField(label=_("At second"), min_value=0, max_value=24 * 3600)
