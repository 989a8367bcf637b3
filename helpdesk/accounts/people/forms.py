"""Forms of people: inviting and changing them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User
from helpdesk.lib.addresses import AddressField
from helpdesk.lib.form_fields import VisibleCharField


class InviteForm(forms.Form):
    """A new person of the desk."""

    email = AddressField(label=_("E-mail"))
    name = VisibleCharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=User.Role, initial=User.Role.AGENT)
    teams = forms.ModelMultipleChoiceField(
        Team.objects.all(), label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        known = User.objects.filter(email=email).first()
        if known:
            raise forms.ValidationError(
                _("%(email)s belongs to %(person)s already. Change that person instead."),
                params={"email": email, "person": known},
            )
        return email


class PersonForm(forms.ModelForm):
    """What an admin may change about a person."""

    rights = forms.MultipleChoiceField(
        label=_("Further rights"),
        choices=User.Right,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Admins have them all. Each use asks for a reason, which everybody sees on the recording."),
    )

    class Meta:
        model = User
        fields = ["name", "role", "rights", "teams", "is_active"]
        widgets = {"teams": forms.CheckboxSelectMultiple}
        help_texts = {"is_active": _("Whoever leaves is switched off, never deleted: the timeline keeps the name.")}
