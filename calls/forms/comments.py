"""Forms of comments on a recording."""

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.form_fields import VisibleCharField


class CommentTextForm(forms.Form):
    """What a comment on a recording says."""

    body = VisibleCharField(label=_("Comment"), max_length=2000)


class CommentForm(CommentTextForm):
    """A comment at a moment."""

    second = forms.IntegerField(label=_("At second"), min_value=0, max_value=24 * 3600)
