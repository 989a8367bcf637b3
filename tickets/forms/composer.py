"""Forms of the composer: a reply or note, its draft, and the saved reply that came with it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.lib.addresses import AddressesField
from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.parameters import read_key
from helpdesk.mail.inbox import addresses_in_use, is_ours
from helpdesk.mail.suppression import undeliverable
from tickets.composer.placeholders import find_gaps
from tickets.composer.saved_replies import actions_of
from tickets.forms.base import LONGEST_TEXT, KeyedForm, row_field
from tickets.models import ComposerHabit, Draft, SavedReply, Ticket

RECIPIENTS = ("to", "cc", "bcc")
MOST_RECIPIENTS = 20


def problems_of(recipients: dict[str, list[str]]) -> dict[str, str]:
    """What is wrong with the recipients of one mail, by field: too many, one of them twice, or the desk itself."""
    seen: set[str] = set()
    in_use = addresses_in_use()
    for name, addresses in recipients.items():
        for address in addresses:
            if address in seen:
                return {name: _("%(address)s is there twice.") % {"address": address}}
            if is_ours(address, in_use=in_use):
                # What the desk gets from itself is set aside, and a mail to a case would stand on it twice.
                return {name: _("%(address)s is an address of this desk, so nobody gets it.") % {"address": address}}
            seen.add(address)
            if len(seen) > MOST_RECIPIENTS:
                return {name: _("A reply goes to %(most)s people at most.") % {"most": MOST_RECIPIENTS}}
    return {}


class WithMacro(KeyedForm):
    """A composer may bring a saved reply along, and those of its actions that are ticked."""

    macro = forms.ModelChoiceField(SavedReply.objects.none(), required=False, widget=forms.HiddenInput)
    actions = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if user:
            row_field(self, "macro").queryset = SavedReply.objects.visible_to(user)

    def clean_actions(self) -> list[str]:
        macro = self.cleaned_data.get("macro")
        known = actions_of(macro) if macro else {}
        return [name for name in self.cleaned_data["actions"] or [] if name in known]


class ComposerForm(WithMacro):
    """A reply, which the requester gets, or a note, which only the desk sees."""

    says = ("mode", "body", *RECIPIENTS, "subject", "attachments")
    mode = forms.ChoiceField(choices=Draft.Mode, initial=Draft.Mode.REPLY)
    body = VisibleCharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4, "aria-autocomplete": "list", "aria-controls": "mention-list"}),
        error_messages={"required": _("Write something first.")},
    )
    to = AddressesField(label=_("To"), required=False)
    cc = AddressesField(label=_("Cc"), required=False)
    bcc = AddressesField(label=_("Bcc"), required=False)
    subject = VisibleCharField(label=_("Subject"), required=False, max_length=200)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    begun_as = forms.ChoiceField(choices=Draft.Mode, required=False, widget=forms.HiddenInput)
    after = forms.ChoiceField(choices=ComposerHabit.After, required=False)
    attachments = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    denial_reason = VisibleCharField(required=False, max_length=2000)
    """Why the reply says that we did not send something, though what is kept says otherwise."""
    accepted_gaps = forms.CharField(required=False)
    """The gaps and doubtful addresses that the agent was warned of and sends nevertheless, one in each line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # In the drawer beside it stand forms with a text and recipients too, whose labels must name their own fields.
        super().__init__(*args, auto_id="composer_%s", **kwargs)

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if data.get("mode") == Draft.Mode.REPLY:
            if "to" in self.data and data.get("to") == []:
                # Taken away by somebody: it is not for us to put the customer there again.
                self.add_error("to", self.fields["to"].error_messages["required"])
            for name, problem in problems_of({name: data.get(name, []) for name in RECIPIENTS}).items():
                self.add_error(name, problem)
        return data

    def clean_attachments(self) -> tuple[int, ...]:
        keys = tuple(map(read_key, self.cleaned_data["attachments"] or []))
        known = tuple(key for key in keys if key is not None)
        if len(known) < len(keys):
            raise forms.ValidationError(_("That is no file of this case."))
        return known

    @property
    def envelope(self) -> list[forms.BoundField]:
        """The fields of whom it goes to and under which subject."""
        return [self[name] for name in (*RECIPIENTS, "subject")]

    @property
    def shows_envelope(self) -> bool:
        """Whether these fields stand open: somebody is copied, or something is wrong with one of them."""
        return any(self[name].value() for name in ("cc", "bcc")) or any(field.errors for field in self.envelope)

    @property
    def gaps(self) -> list[str]:
        """What a reply leaves open, when there is any of which the agent was not warned."""
        if self.cleaned_data["mode"] != Draft.Mode.REPLY:
            return []
        gaps = find_gaps(self.cleaned_data["body"])
        return [] if self._is_accepted(gaps) else gaps

    @property
    def doubts(self) -> list[str]:
        """What speaks against sending a reply as it is, when there is anything of which the agent was not warned."""
        if self.cleaned_data["mode"] != Draft.Mode.REPLY:
            return []
        doubts = undeliverable(address for name in RECIPIENTS for address in self.cleaned_data[name])
        if self.cleaned_data["begun_as"] == Draft.Mode.NOTE:
            doubts.append(str(_("You began this text as an internal note, and now it would go to the customer.")))
        return [] if self._is_accepted(doubts) else doubts

    def _is_accepted(self, warnings: list[str]) -> bool:
        return set(warnings) <= set(self.cleaned_data["accepted_gaps"].splitlines())


class NoteForm(KeyedForm):
    """The text of a note that is there already."""

    body = VisibleCharField(
        label=_("Note"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write something first.")},
    )
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    """The one that was read; None is none of them."""


class DraftForm(WithMacro):
    """The composer while it is being filled in. `revision` is the saving that the page knows of."""

    mode = forms.ChoiceField(choices=Draft.Mode)
    body = VisibleCharField(max_length=LONGEST_TEXT, required=False, strip=False)
    begun_as = forms.ChoiceField(choices=Draft.Mode, required=False)
    version = forms.IntegerField(min_value=0)
    revision = forms.IntegerField(min_value=0)
    # As long as a text: addresses too many to be sent keep none of it from being saved.
    to = forms.CharField(max_length=LONGEST_TEXT, required=False)
    cc = forms.CharField(max_length=LONGEST_TEXT, required=False)
    bcc = forms.CharField(max_length=LONGEST_TEXT, required=False)
    subject = VisibleCharField(max_length=200, required=False)

    def draft(self, ticket: Ticket, *, agent: User) -> Draft:
        """As `save_draft` takes it: not saved yet."""
        names = ("mode", "body", "begun_as", "version", "revision", "macro", "actions", *RECIPIENTS, "subject")
        return Draft(ticket=ticket, agent=agent, **{name: self.cleaned_data[name] for name in names})
