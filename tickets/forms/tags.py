"""Forms of tags: on a case, and in the settings."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.text.visibility import is_seen
from tickets.forms.base import row_field
from tickets.models import Tag
from tickets.models.tags import LONGEST_NAME

MANY = 20


def tidy_name(text: str) -> str:
    """ "  #Lost   parcel " as "Lost parcel"."""
    return " ".join(text.replace("\0", "").split()).lstrip("# ")


class TagsForm(forms.Form):
    """The tags of a case. `shown` are those that it had when the page was made, so that only the difference is done."""

    tags = forms.ModelMultipleChoiceField(Tag.objects.all(), required=False)
    shown = forms.ModelMultipleChoiceField(Tag.objects.all(), required=False)
    new = forms.Field(widget=forms.MultipleHiddenInput, required=False)

    def clean_new(self) -> list[str]:
        typed: Iterable[str] = self.cleaned_data["new"] or []
        names = [tidy_name(name) for text in typed for name in text.split(",")]
        names = list(dict.fromkeys(name for name in names if is_seen(name)))
        if len(names) > MANY or any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(
                _("A tag has at most %(letters)s letters, and at most %(many)s are new at once."),
                params={"letters": LONGEST_NAME, "many": MANY},
            )
        return names


class TagForm(forms.Form):
    """How a tag is called and looks."""

    name = VisibleCharField(label=_("Name"), max_length=LONGEST_NAME)
    colour = forms.ChoiceField(label=_("Color"), choices=Tag.Colour, widget=forms.RadioSelect)

    def clean_name(self) -> str:
        name = tidy_name(self.cleaned_data["name"])
        if not is_seen(name):
            raise forms.ValidationError(_("Give the tag a name."))
        if "," in name:
            raise forms.ValidationError(_("A comma parts two tags: leave it out."))
        return name


class MergeTagForm(forms.Form):
    """The tag that takes the cases over."""

    into = forms.ModelChoiceField(Tag.objects.none(), label=_("Merge into"), empty_label=_("Choose a tag"))

    def __init__(self, *args: Any, tag: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "into").queryset = Tag.objects.exclude(pk=tag.pk)
