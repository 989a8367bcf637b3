"""Forms of the help pages. What is wrong with a detail never keeps a problem from being written down."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.lib.text.visibility import one_line

LONGEST = 100_000
TOO_LONG = {"max_length": _("This is too long for us to read at once. Put it into a file, and attach that.")}


class FileList(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files. They are looked at once what was written is saved."""

    widget = FileList

    def clean(self, data: object, initial: object = None) -> list[object]:
        return [file for file in data if file] if isinstance(data, list) else []


class TypedField(VisibleCharField):
    """A detail, taken as far as there is room for it: whatever is wrong with it, the problem is written down."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(required=False, **kwargs)
        self.widget.attrs["maxlength"] = longest

    def to_python(self, value: Any) -> str | None:
        return super().to_python(str(value or "").replace("\0", "")[: self.longest])


class MessageForm(forms.Form):
    """What somebody writes, and their files. `form` is of the showing of the page (tickets/portal/links.py)."""

    text = VisibleCharField(
        label=_("Your message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something first."), **TOO_LONG},
    )
    # The metaclass takes the field off the class, where BaseForm has what was sent (django-stubs, issue 1054).
    files = FilesField(  # type: ignore[assignment]
        label=_("Files"), required=False, help_text=_("Up to 10 files, 15 MB together.")
    )
    form = TypedField(longest=500, widget=forms.HiddenInput)

    def has_words(self) -> bool:
        return bool(str(self.data.get("text", "")).strip() or self.files)

    def clean(self) -> dict[str, Any]:
        """Files alone are enough: a picture of the screen says it all."""
        data = super().clean() or self.cleaned_data
        if data.get("files") and not str(self.data.get("text", "")).strip():
            self.errors.pop("text", None)
            data["text"] = ", ".join(one_line(file.name, 100) for file in data["files"])[:1000]
        return data


class ReportForm(MessageForm):
    """A text alone is enough. The rest is taken as it is typed: an address with a typo is better than no report."""

    text = VisibleCharField(
        label=_("What happened?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Tell us what happened. A few words are enough."), **TOO_LONG},
    )
    email = TypedField(
        label=_("Your email address"),
        longest=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}),
        help_text=_("We send you a link to follow your case."),
    )
    name = TypedField(
        label=_("Your name"),
        longest=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = TypedField(
        label=_("Your phone number"),
        longest=60,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    order = TypedField(label=_("Order number"), longest=64)
    event = TypedField(label=_("Which event is it about?"), longest=160)
    website = TypedField(
        label=_("Leave this field empty"),
        longest=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    """Nobody sees it; programs that fill in every field give themselves away."""


class AddressForm(forms.Form):
    """An address to which a link is sent."""

    email = VisibleCharField(
        label=_("Your email address"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}),
        error_messages={"required": _("Enter your email address.")},
    )
