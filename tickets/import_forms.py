"""What an admin says about a file of cases."""

import zoneinfo
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team
from tickets.importing.csv_cases import FIELDS, NEEDED
from tickets.models import CaseImport

LARGEST = 200 * 1024 * 1024
"""Bytes. A larger mailbox is brought in parts, which find each other's threads."""


class ImportFileForm(forms.Form):
    """The file itself."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A table (CSV) that another helpdesk exported, or a mailbox (mbox). Up to 200 MB."),
        error_messages={"empty": _("The file is empty.")},
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 200 MB. Divide it and bring the parts one by one."))
        return file


class ColumnsForm(forms.Form):
    """Which column of a table holds what."""

    def __init__(self, *args: Any, job: CaseImport, headings: list[str], **kwargs: Any) -> None:
        super().__init__(*args, initial=job.columns | {"team": job.team_id, "timezone": job.timezone}, **kwargs)
        choices = [("", _("Not in the file")), *((heading, heading) for heading in headings)]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(choices=choices, label=label, required=False)
        self.fields["timezone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=[(name, name) for name in sorted(zoneinfo.available_timezones())],
            help_text=_("Of times that are written without one."),
        )
        self.fields["team"] = _team_field()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not any(data.get(name) for name in NEEDED):
            self.add_error("body", _("Say which column holds the subject or the first message."))
        return data

    def settings(self) -> dict[str, Any]:
        """The fields of the import."""
        said = self.cleaned_data
        columns = {name: said[name] for name in FIELDS if said[name]}
        return {"columns": columns, "timezone": said["timezone"], "team": said["team"]}


class MailboxForm(forms.Form):
    """Which mails of a mailbox are our own."""

    our_addresses = forms.CharField(
        label=_("Our own addresses"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One to a line; @desk.example stands for every address of that domain. "
            "What they wrote becomes a reply, everything else a message of the requester."
        ),
    )
    is_finished = forms.BooleanField(label=_("These conversations are over: make closed cases of them"), required=False)

    def __init__(self, *args: Any, job: CaseImport, **kwargs: Any) -> None:
        initial = {"our_addresses": job.our_addresses, "is_finished": job.is_finished, "team": job.team_id}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["team"] = _team_field()

    def clean_our_addresses(self) -> str:
        words = self.cleaned_data["our_addresses"].lower().replace(",", " ").split()
        for word in words:
            try:
                validate_email(f"all{word}" if word.startswith("@") else word)
            except forms.ValidationError:
                raise forms.ValidationError(
                    _("“%(word)s” is neither an address nor a domain like @desk.example."), params={"word": word}
                ) from None
        return "\n".join(words)

    def settings(self) -> dict[str, Any]:
        """The fields of the import."""
        return dict(self.cleaned_data)


def _team_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Team.objects.all(),
        label=_("Team"),
        required=False,
        empty_label=_("No team: everyone may see them"),
        help_text=_("Who may see these cases."),
    )
