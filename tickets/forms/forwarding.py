"""The form that forwards a message or a case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.addresses import AddressesField
from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.mail.outbox import Mail
from helpdesk.mail.suppression import undeliverable
from tickets.cases.attachments import LARGEST_TOGETHER
from tickets.cases.moments import Choice
from tickets.composer.forwarding import LONGEST_SUBJECT
from tickets.forms.base import LONGEST_TEXT, KeyedForm, choice_field, row_field
from tickets.forms.composer import RECIPIENTS, problems_of
from tickets.models import Attachment


class ForwardForm(KeyedForm):
    """To whom, with which words and which of the files."""

    says = (*RECIPIENTS, "subject", "body", "answer_by", "files")
    to = AddressesField(label=_("To"))
    cc = AddressesField(label=_("Cc"), required=False)
    bcc = AddressesField(label=_("Bcc"), required=False)
    subject = VisibleCharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    body = VisibleCharField(
        label=_("Message"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    answer_by = forms.ChoiceField(label=_("Remind if there is no answer"), required=False)
    # A declared field is no attribute of the form: `files` of a form that was sent are still those of the request.
    files = forms.ModelMultipleChoiceField(  # type: ignore[assignment]
        Attachment.objects.none(), label=_("Attachments"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, files: QuerySet[Attachment], awaited: Sequence[Choice] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.awaited = {choice.name: choice.moment for choice in awaited}
        labels = [(choice.name, choice.label) for choice in awaited]
        choice_field(self, "answer_by").choices = [("", _("No reminder")), *labels]
        if files:
            row_field(self, "files").queryset = Attachment.objects.filter(pk__in=[file.pk for file in files])
        else:
            del self.fields["files"]

    def clean_files(self) -> QuerySet[Attachment]:
        files: QuerySet[Attachment] = self.cleaned_data["files"]
        if sum(file.size for file in files) > LARGEST_TOGETHER:
            limit = {"limit": filesizeformat(LARGEST_TOGETHER)}
            raise forms.ValidationError(
                _("Together these files are too large: an email carries %(limit)s."), params=limit
            )
        return files

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        recipients = {name: data.get(name, []) for name in RECIPIENTS}
        for name, problem in problems_of(recipients).items():
            self.add_error(name, problem)
        for name, addresses in recipients.items():
            for doubt in undeliverable(addresses):
                self.add_error(name, doubt)
        return data

    @property
    def answer_due_at(self) -> datetime | None:
        """Until when an answer is awaited."""
        return self.awaited.get(self.cleaned_data["answer_by"])

    @property
    def mail(self) -> Mail:
        """Its recipients and its subject."""
        data = self.cleaned_data
        first, *more = data["to"]
        return Mail(to=first, more_to=more, cc=data["cc"], bcc=data["bcc"], subject=data["subject"], text="")
