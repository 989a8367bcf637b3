"""What an admin types into the settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from escalation.models import Line, MenuOption, RingGroup, RingGroupMember
from helpdesk.accounts.models import Team, User
from helpdesk.phones import normalize_phone


class PhoneField(forms.CharField):
    """A telephone number in any format, as E.164."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"inputmode": "tel"}), **kwargs)

    def clean(self, value: str) -> str:
        typed = super().clean(value)
        phone = normalize_phone(typed)
        if typed and not phone:
            raise forms.ValidationError(
                _("“%(typed)s” is no telephone number. Write it with its country code, such as +1 500 555 0111."),
                params={"typed": typed},
            )
        return phone


class LineForm(forms.ModelForm):
    """One telephone number of the desk."""

    number = PhoneField(label=_("Number"))

    class Meta:
        model = Line
        fields = ["name", "number", "kind", "ring_group", "notice", "is_active"]
        widgets = {"notice": forms.Textarea(attrs={"rows": 2})}


class MenuChoiceForm(forms.Form):
    """One digit of the menu; an empty row is none."""

    digit = forms.CharField(
        label=_("Digit"),
        max_length=1,
        validators=MenuOption._meta.get_field("digit").validators,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 2}),
    )
    invitation = forms.CharField(
        label=_("What the menu says"),
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("For tickets press 1.")}),
    )
    answer = forms.CharField(
        label=_("What the caller then hears"), max_length=600, widget=forms.Textarea(attrs={"rows": 2})
    )


class RingGroupForm(forms.ModelForm):
    """People who are rung at once."""

    class Meta:
        model = RingGroup
        fields = ["name", "rounds", "ring_seconds"]


class MemberForm(forms.Form):
    """One phone of the group; an empty row is none."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Person"))
    phone = PhoneField(label=_("Phone"))
    tier = forms.TypedChoiceField(
        label=_("When"), choices=RingGroupMember.Tier, coerce=int, initial=RingGroupMember.Tier.FIRST
    )
    is_on_duty = forms.BooleanField(label=_("On duty"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.filter(is_active=True)


MenuFormSet = forms.formset_factory(MenuChoiceForm, extra=2, can_delete=True, max_num=9)
MemberFormSet = forms.formset_factory(MemberForm, extra=2, can_delete=True, max_num=60)


class InviteForm(forms.Form):
    """A new person of the desk."""

    email = forms.EmailField(label=_("E-mail"))
    name = forms.CharField(label=_("Name"), max_length=120)
    role = forms.ChoiceField(label=_("Role"), choices=User.Role, initial=User.Role.AGENT)
    teams = forms.ModelMultipleChoiceField(
        Team.objects.all(), label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
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
