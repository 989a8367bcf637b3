"""Forms of the composer: a reply or note, its draft, and the saved reply that came with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.parameters import read_key
from tickets.composer.placeholders import find_gaps
from tickets.composer.saved_replies import actions_of
from tickets.forms.base import LONGEST_TEXT, KeyedForm
from tickets.models import ComposerHabit, Draft, SavedReply, Ticket


class WithMacro(KeyedForm):
    """A composer may bring a saved reply along, and those of its actions that are ticked."""

    macro = forms.ModelChoiceField(SavedReply.objects.none(), required=False, widget=forms.HiddenInput)
    actions = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user:
            self.fields["macro"].queryset = SavedReply.objects.visible_to(user)

    def clean_actions(self) -> list[str]:
        macro = self.cleaned_data.get("macro")
        known = {action.name for action in actions_of(macro)} if macro else set()
        return [name for name in self.cleaned_data["actions"] or [] if name in known]


class ComposerForm(WithMacro):
    """A reply, which the requester gets, or a note, which only the desk sees."""

    says = ("mode", "body")
    mode = forms.ChoiceField(choices=Draft.Mode, initial=Draft.Mode.REPLY)
    body = VisibleCharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    after = forms.ChoiceField(choices=ComposerHabit.After, required=False)
    attachments = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    accepted_gaps = forms.CharField(required=False)
    """The gaps that the agent was warned of and sends nevertheless, one in each line."""

    def clean_attachments(self) -> tuple[int, ...]:
        keys = tuple(map(read_key, self.cleaned_data["attachments"] or []))
        if None in keys:
            raise forms.ValidationError(_("That is no file of this case."))
        return keys

    @property
    def gaps(self) -> list[str]:
        """What a reply leaves open, when there is any of which the agent was not warned."""
        if self.cleaned_data["mode"] != Draft.Mode.REPLY:
            return []
        gaps = find_gaps(self.cleaned_data["body"])
        return [] if set(gaps) <= set(self.cleaned_data["accepted_gaps"].splitlines()) else gaps


class DraftForm(WithMacro):
    """The composer while it is being filled in. `revision` is the saving that the page knows of."""

    mode = forms.ChoiceField(choices=Draft.Mode)
    body = VisibleCharField(max_length=LONGEST_TEXT, required=False, strip=False)
    version = forms.IntegerField(min_value=0)
    revision = forms.IntegerField(min_value=0)

    def draft(self, ticket: Ticket, *, agent: User) -> Draft:
        """As `save_draft` takes it: not saved yet."""
        names = ("mode", "body", "version", "revision", "macro", "actions")
        return Draft(ticket=ticket, agent=agent, **{name: self.cleaned_data[name] for name in names})
