"""Forms of people: inviting and changing them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User
from helpdesk.lib.addresses import AddressField
from helpdesk.lib.form_fields import VisibleCharField
from helpdesk.mail.outbox.fields import SenderAddressField, SenderNameField


class InviteForm(forms.Form):
    """A new person of the desk."""

    email = AddressField(label=_("Email"))
    name = VisibleCharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=User.Role, initial=User.Role.AGENT)
    teams = forms.ModelMultipleChoiceField(
        Team.objects.all(), label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _leave_out_teams_without_any(self)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        known = User.objects.filter(email=email).first()
        if known:
            raise forms.ValidationError(
                _("%(email)s already belongs to %(person)s. Edit that person instead."),
                params={"email": email, "person": known},
            )
        return email


def _leave_out_teams_without_any(form: forms.BaseForm) -> None:
    """A name with nothing to choose below it says nothing."""
    if not Team.objects.exists():
        del form.fields["teams"]


class TeamForm(forms.ModelForm):
    """A team and its members."""

    name = VisibleCharField(label=_("Name"), max_length=80)
    sender_name, sender_address = SenderNameField(), SenderAddressField()
    members = forms.ModelMultipleChoiceField(
        User.objects.filter(is_active=True), label=_("Members"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Team
        fields = ["name", "sender_name", "sender_address", "signature"]
        widgets = {"signature": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"signature": _("Added at the end of emails about this team's cases, below the person's.")}


class PersonForm(forms.ModelForm):
    """What an admin may change about a person."""

    rights = forms.MultipleChoiceField(
        label=_("Additional permissions"),
        choices=User.Right,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Admins have all of them. Each use asks for a reason, which is shown on the recording."),
    )

    class Meta:
        model = User
        fields = ["name", "role", "rights", "teams", "is_active"]
        widgets = {"teams": forms.CheckboxSelectMultiple}
        help_texts = {
            "is_active": _(
                "Untick when somebody leaves. They can no longer sign in, and their name stays on past cases."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _leave_out_teams_without_any(self)
