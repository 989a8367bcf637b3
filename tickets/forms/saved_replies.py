"""The form of a saved reply."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team
from tickets.forms.base import LONGEST_TEXT, choice_field, choices_of, row_field, text_field
from tickets.models import SavedReply, Tag


class SavedReplyForm(forms.ModelForm):
    """A saved reply, as `configure_saved_reply` takes it. The form itself writes nothing."""

    class Meta:
        model = SavedReply
        fields = [
            "name", "team", "body", "note", "status", "priority", "assign", "assign_team", "snooze", "tags",
        ]  # fmt: skip
        widgets = {
            "body": forms.Textarea(attrs={"rows": 10}),
            "note": forms.Textarea(attrs={"rows": 3}),
            "tags": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "team").empty_label = _("Everyone")
        row_field(self, "assign_team").empty_label = _("No team")
        for name in ("team", "assign_team"):
            row_field(self, name).queryset = Team.objects.order_by("name")
        row_field(self, "tags").queryset = Tag.objects.all()
        for name in ("body", "note"):
            text_field(self, name).max_length = LONGEST_TEXT
        for name in ("status", "priority", "assign", "snooze"):
            choice_field(self, name).choices = [("", _("Leave as it is")), *choices_of(self, name)[1:]]
