"""Forms of a mailbox, one for each way to sign in. Its secret is written here and never shown again."""

import json
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.mail.mailboxes import SECRET_IS_FOR
from helpdesk.mail.models import Mailbox
from helpdesk.mail.models.mailboxes import BY_PERSON

SignIn = Mailbox.SignIn
KEPT = _("Leave it empty to keep the saved one.")
MOST_FOLDERS = 20


class SecretTextarea(forms.Textarea):
    """Several lines that are never written into a page."""

    def format_value(self, value: Any) -> str:
        return ""


class FoldersField(forms.CharField):
    """Names of folders, one per line, as a mail program shows them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=4000, widget=forms.Textarea(attrs={"rows": 2}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: str) -> list[str]:
        names = list(dict.fromkeys(name.strip() for name in super().clean(value).splitlines() if name.strip()))
        if len(names) > MOST_FOLDERS or any(len(name) > 200 or not name.isprintable() for name in names):
            raise forms.ValidationError(_("Write at most 20 names of folders, one per line."))
        return names


class MailboxForm(forms.ModelForm):
    """What all mailboxes have."""

    name = VisibleCharField(label=_("Name"), max_length=80, help_text=_("What you call it, such as “Support”."))
    user_name = forms.CharField(
        label=_("User name"), required=False, max_length=254, help_text=_("Leave it empty if it is the email address.")
    )
    secret = forms.CharField(
        label=_("Password"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=KEPT,
    )
    folders = FoldersField(label=_("Folders"), help_text=_("One per line. INBOX is the inbox of every mailbox."))
    fetch_since = forms.DateField(
        label=_("Fetch emails since"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Older emails are never fetched. Those that are there already open cases, and nobody is notified."),
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535)
    smtp_port = forms.IntegerField(label=_("Port for sending"), min_value=1, max_value=65535, initial=587)
    at_first: str | Promise = ""
    """About the secret of a new mailbox, of which there is no saved one."""
    hosts = ("", "")
    """For fetching and for sending, where every mailbox of the provider has the same."""

    class Meta:
        model = Mailbox
        fields = [
            "name",
            "address",
            "host",
            "port",
            "security",
            "user_name",
            "secret",
            "folders",
            "afterwards",
            "move_to",
            "fetch_since",
            "smtp_host",
            "smtp_port",
            "is_active",
        ]
        labels = {"address": _("Email address"), "host": _("Server"), "security": _("Security")}
        help_texts = {
            "smtp_host": _("To send through this mailbox when it has the desk's sender address. Leave it empty if not.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["host"] = self.hosts[0]
            self.fields["secret"].required, self.fields["secret"].help_text = True, str(self.at_first)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["user_name"] = data.get("user_name") or data.get("address") or ""
        if data.get("afterwards") == Mailbox.Afterwards.MOVE and not data.get("move_to"):
            self.add_error("move_to", _("Name the folder."))
        is_elsewhere = any(name in data and data[name] != self.initial.get(name) for name in SECRET_IS_FOR)
        if self.instance.pk and is_elsewhere and not data.get("secret") and "secret" not in self.errors:
            self.add_error("secret", _("Enter it again: a saved one is used with the server that it was saved for."))
        if self.instance.is_by_person and "user_name" not in self.errors:
            others = Mailbox.objects.filter(sign_in__in=BY_PERSON, user_name__iexact=data["user_name"])
            if other := others.exclude(pk=self.instance.pk).first():
                taken = _("“%(mailbox)s” is this mailbox already: it can be signed in once.")
                self.add_error("user_name", taken % {"mailbox": other})
        return data


class PasswordMailboxForm(MailboxForm):
    """A mailbox of any provider."""


class MicrosoftMailboxForm(MailboxForm):
    """An app signs in (client credentials), so no person's password or refresh token can be lost."""

    hosts = ("outlook.office365.com", "smtp.office365.com")
    secret = forms.CharField(
        label=_("Client secret (its Value)"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=KEPT,
    )
    tenant = forms.RegexField(r"^[A-Za-z0-9.-]{1,80}$", label=_("Directory (tenant) ID"))
    client_id = forms.RegexField(r"^[A-Za-z0-9-]{1,80}$", label=_("Application (client) ID"))
    secret_expires_on = forms.DateField(
        label=_("The secret expires on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The desk warns you a week before."),
    )

    class Meta(MailboxForm.Meta):
        fields = [
            "name",
            "address",
            "tenant",
            "client_id",
            "secret",
            "secret_expires_on",
            "user_name",
            "folders",
            "afterwards",
            "move_to",
            "fetch_since",
            "host",
            "port",
            "smtp_host",
            "smtp_port",
            "is_active",
        ]


class MicrosoftUserMailboxForm(MicrosoftMailboxForm):
    """A person signs in there, once it is saved: the app acts in their name."""


class GoogleMailboxForm(MailboxForm):
    """A service account signs in in the name of the mailbox (domain-wide delegation)."""

    at_first = _("The whole content of the file.")
    hosts = ("imap.gmail.com", "smtp.gmail.com")
    secret = forms.CharField(
        label=_("Key of the service account (JSON)"),
        required=False,
        max_length=10_000,
        widget=SecretTextarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The whole content of the file. Leave it empty to keep the saved one."),
    )

    class Meta(MailboxForm.Meta):
        fields = [
            "name",
            "address",
            "secret",
            "user_name",
            "folders",
            "afterwards",
            "move_to",
            "fetch_since",
            "host",
            "port",
            "smtp_host",
            "smtp_port",
            "is_active",
        ]

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"]
        try:
            is_key = not secret or {"client_email", "private_key"} <= set(json.loads(secret))
        except (ValueError, TypeError, RecursionError):
            is_key = False
        if not is_key:
            raise forms.ValidationError(_("This is not the JSON key of a service account. Paste the whole file."))
        return secret


class GoogleUserMailboxForm(MailboxForm):
    """The mailbox itself signs in there, once it is saved: the app acts in its name."""

    hosts = ("imap.gmail.com", "smtp.gmail.com")
    secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=KEPT,
    )
    client_id = forms.RegexField(r"^[A-Za-z0-9.-]{1,80}$", label=_("Client ID"))

    class Meta(MailboxForm.Meta):
        fields = [
            "name",
            "address",
            "client_id",
            "secret",
            "user_name",
            "folders",
            "afterwards",
            "move_to",
            "fetch_since",
            "host",
            "port",
            "smtp_host",
            "smtp_port",
            "is_active",
        ]


FORMS: dict[str, type[MailboxForm]] = {
    SignIn.MICROSOFT: MicrosoftMailboxForm,
    SignIn.GOOGLE: GoogleMailboxForm,
    SignIn.MICROSOFT_USER: MicrosoftUserMailboxForm,
    SignIn.GOOGLE_USER: GoogleUserMailboxForm,
    SignIn.PASSWORD: PasswordMailboxForm,
}
