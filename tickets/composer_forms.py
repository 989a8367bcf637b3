"""What people type into the composer of a case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.forms import LONGEST_TEXT, KeyedForm
from tickets.models import ComposerHabit, Draft


class ComposerForm(KeyedForm):
    """A reply, which the requester gets, or a note, which only the desk sees."""

    mode = forms.ChoiceField(choices=Draft.Mode, initial=Draft.Mode.REPLY)
    body = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    after = forms.ChoiceField(choices=ComposerHabit.After, required=False)

    @classmethod
    def showing(cls, draft: Draft, *, version: int) -> "ComposerForm":
        """An open composer with what was begun, as the answer to the case as the page shows it."""
        return cls(initial={"mode": draft.mode, "body": draft.body, "version": version})


class DraftForm(KeyedForm):
    """The composer while it is being filled in. `revision` is the saving that the page knows of."""

    mode = forms.ChoiceField(choices=Draft.Mode)
    body = forms.CharField(max_length=LONGEST_TEXT, required=False, strip=False)
    version = forms.IntegerField(min_value=0)
    revision = forms.IntegerField(min_value=0)

    @property
    def draft(self) -> dict[str, Any]:
        """As `save_draft` takes it."""
        return {name: self.cleaned_data[name] for name in ("mode", "body", "version", "revision")}
