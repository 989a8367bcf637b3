"""The form of a saved reply."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team
from tickets.forms.base import LONGEST_TEXT
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
        self.fields["team"].empty_label = _("Everyone")
        self.fields["assign_team"].empty_label = _("No team")
        self.fields["team"].queryset = self.fields["assign_team"].queryset = Team.objects.order_by("name")
        self.fields["tags"].queryset = Tag.objects.all()
        for name in ("body", "note"):
            self.fields[name].max_length = LONGEST_TEXT
        for name in ("status", "priority", "assign", "snooze"):
            self.fields[name].choices = [("", _("Leave as it is")), *self.fields[name].choices[1:]]
