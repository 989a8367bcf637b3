"""Forms of an import: upload, columns of a table, options of a mailbox."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team
from helpdesk.lib.addresses import check_email
from helpdesk.lib.form_fields import TimeZoneField
from tickets.imports.csv.column_names import FIELDS, NEEDED
from tickets.models import CaseImport

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LARGEST = 200 * 1024 * 1024
"""Bytes. A larger mailbox is brought in parts, which find each other's threads."""


CHARSETS = (
    ("utf-8-sig", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16 LE"),
    ("utf-16-be", "UTF-16 BE"),
    ("cp1252", _("Western (Windows-1252)")),
    ("mac_roman", _("Western (Mac Roman)")),
    ("cp850", _("Western (DOS 850)")),
    ("cp437", _("Western (DOS 437)")),
    ("cp1250", _("Central European (Windows-1250)")),
    ("iso8859-2", _("Central European (ISO 8859-2)")),
    ("mac_latin2", _("Central European (Mac)")),
    ("cp1251", _("Cyrillic (Windows-1251)")),
    ("koi8_r", _("Cyrillic (KOI8-R)")),
    ("koi8_u", _("Cyrillic (KOI8-U)")),
    ("iso8859-5", _("Cyrillic (ISO 8859-5)")),
    ("cp866", _("Cyrillic (DOS 866)")),
    ("mac_cyrillic", _("Cyrillic (Mac)")),
    ("cp1253", _("Greek (Windows-1253)")),
    ("cp1254", _("Turkish (Windows-1254)")),
    ("cp1255", _("Hebrew (Windows-1255)")),
    ("cp1256", _("Arabic (Windows-1256)")),
    ("iso8859-6", _("Arabic (ISO 8859-6)")),
    ("cp1257", _("Baltic (Windows-1257)")),
    ("cp1258", _("Vietnamese (Windows-1258)")),
    ("cp874", _("Thai (Windows-874)")),
    ("cp932", _("Japanese (Shift_JIS)")),
    ("euc_jp", _("Japanese (EUC-JP)")),
    ("iso2022_jp_ext", _("Japanese (ISO-2022-JP)")),
    ("gb18030", _("Chinese (GB18030, GBK, GB2312)")),
    ("big5hkscs", _("Chinese (Big5)")),
    ("cp949", _("Korean (CP949, EUC-KR)")),
)
"""Python's codecs, and what people know them by."""
SEPARATORS = ((",", _("Comma ,")), (";", _("Semicolon ;")), ("\t", _("Tab")), ("|", _("Bar |")))
DATE_ORDERS = (
    ("", _("Detect from the file; skip ambiguous dates")),
    ("dmy", _("Day first: 3/4/2026 is 3 April")),
    ("mdy", _("Month first: 3/4/2026 is March 4")),
)


class ImportFileForm(forms.Form):
    """The file itself."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A table (CSV) that another helpdesk exported, or a mailbox (mbox). Up to 200 MB."),
        error_messages={"empty": _("The file is empty.")},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 200 MB. Split it and import the parts one by one."))
        return file


class ColumnsForm(forms.Form):
    """Which column of a table holds what."""

    def __init__(self, *args: Any, job: CaseImport, headings: list[str], **kwargs: Any) -> None:
        written = {"charset": job.charset, "delimiter": job.delimiter, "date_order": job.date_order}
        initial = job.columns | written | {"team": job.team_id, "timezone": job.timezone}
        super().__init__(*args, **kwargs | {"initial": initial})
        self.job, self.headings = job, headings
        self.fields["charset"] = _charset_field(
            job, help_text=_("If letters in the sample look wrong, choose another one and check again.")
        )
        self.fields["delimiter"] = forms.ChoiceField(
            choices=_with_own(SEPARATORS, job.delimiter), label=_("Separator"), required=False
        )
        choices = [("", _("Not in the file")), *((heading, heading) for heading in headings)]
        for name, label in FIELDS.items():
            self.fields[name] = forms.ChoiceField(choices=choices, label=label, required=False)
        self.fields["timezone"] = TimeZoneField(help_text=_("For times written without a zone."))
        self.fields["date_order"] = forms.ChoiceField(
            choices=DATE_ORDERS, label=_("Dates like 3/4/2026"), required=False
        )
        self.fields["team"] = _team_field()

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if not any(data.get(name) for name in NEEDED):
            self.add_error("body", _("Say which column holds the subject or the first message."))
        return data

    def settings(self) -> dict[str, Any]:
        """The fields of the import, besides its headings."""
        data = self.cleaned_data
        return {
            "columns": {name: data[name] for name in FIELDS if data[name]},
            "charset": data["charset"] or self.job.charset,
            "delimiter": data["delimiter"] or self.job.delimiter,
            "date_order": data["date_order"],
            "timezone": data["timezone"],
            "team": data["team"],
        }


class MailboxForm(forms.Form):
    """Which mails of a mailbox are our own."""

    our_addresses = forms.CharField(
        label=_("Our own addresses"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One per line; @desk.example means every address of that domain. "
            "What they wrote becomes a reply, everything else a message from the customer."
        ),
    )
    is_finished = forms.BooleanField(
        label=_("These conversations are finished: import them as closed cases"), required=False
    )

    def __init__(self, *args: Any, job: CaseImport, **kwargs: Any) -> None:
        initial = {"our_addresses": job.our_addresses, "is_finished": job.is_finished, "team": job.team_id}
        super().__init__(*args, **kwargs | {"initial": initial | {"charset": job.charset}})
        self.headings = job.headings
        self.fields["charset"] = _charset_field(
            job,
            empty=_("As each email looks"),
            help_text=_(
                "For emails that don't name one. If letters in the sample look wrong, choose one and check again."
            ),
        )
        self.fields["team"] = _team_field()

    def clean_our_addresses(self) -> str:
        words = self.cleaned_data["our_addresses"].lower().replace(",", " ").split()
        for word in words:
            try:
                check_email(f"all{word}" if word.startswith("@") else word)
            except forms.ValidationError:
                raise forms.ValidationError(
                    _("“%(word)s” is neither an address nor a domain like @desk.example."), params={"word": word}
                ) from None
        return "\n".join(words)

    def settings(self) -> dict[str, Any]:
        """The fields of the import."""
        return dict(self.cleaned_data)


def _charset_field(job: CaseImport, *, empty: "StrOrPromise" = "", help_text: "StrOrPromise") -> forms.ChoiceField:
    choices = _with_own(CHARSETS, job.charset)
    return forms.ChoiceField(
        choices=[("", empty), *choices] if empty else choices, label=_("Charset"), required=False, help_text=help_text
    )


def _with_own(choices: "Sequence[tuple[str, StrOrPromise]]", own: str) -> "list[tuple[str, StrOrPromise]]":
    """With what was found in the file, where it is none of the usual ones."""
    return [*choices, *([(own, own)] if own and own not in dict(choices) else [])]


def _team_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        Team.objects.all(),
        label=_("Team"),
        required=False,
        empty_label=_("No team: everyone may see them"),
        help_text=_("Who may see these cases."),
    )
