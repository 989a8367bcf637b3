"""Forms of sign-in, the own profile and its tokens."""

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import ApiToken, User
from helpdesk.accounts.services import begin_in_timezone, request_password
from helpdesk.lib.addresses import AddressField
from helpdesk.lib.form_fields import TimeZoneField
from helpdesk.lib.phones import normalize_phone, refuse_extension
from helpdesk.lib.time_zones import zone_called


class SignInForm(LoginForm):
    """Signing in with an address in any script. At the very first time the browser says in which time zone one is."""

    timezone = forms.CharField(
        max_length=40, required=False, widget=forms.HiddenInput(attrs={"data-browser-zone": True})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        theirs = self.fields["login"]
        self.fields["login"] = AddressField(label=theirs.label, widget=theirs.widget)
        self.fields["login"].widget.attrs["autofocus"] = True
        if "remember" in self.fields:
            self.fields["remember"].label = _("Keep me signed in")

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        begin_in_timezone(self.user, timezone=zone_called(self.cleaned_data["timezone"]).key)
        response: HttpResponse = super().login(request, redirect_url)
        return response


class ForgottenPasswordForm(ResetPasswordForm):
    """Asking for a new password with an address in any script; whether it is known is not looked up here."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        theirs = self.fields["email"]
        self.fields["email"] = AddressField(label=theirs.label, widget=theirs.widget)

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email

    def save(self, request: HttpRequest, **_options: object) -> str:
        email: str = self.cleaned_data["email"]
        request_password(email)
        return email


class ChosenPasswordForm(ResetPasswordKeyForm):
    """A new password by the link of a mail, with labels as the desk writes them."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password again")


class ChangedPasswordForm(ChangePasswordForm):
    """A new password in place of the present one, with labels as the desk writes them."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password again")


class ProfileForm(forms.ModelForm):
    """One's own name, mobile, time zone, language and the look of the desk."""

    timezone = TimeZoneField()

    class Meta:
        model = User
        fields = ["name", "mobile", "timezone", "language", "clock", "theme", "keys_on", "signature"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "signature": forms.Textarea(attrs={"rows": 3}),
            "mobile": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }
        help_texts = {
            "mobile": _("With its country code, such as +1 500-555-0111."),
            "signature": _("Added at the end of your emails, above the team's signature. Leave empty for your name."),
            "keys_on": _("Press ? on any page to see them."),
        }

    def clean_mobile(self) -> str:
        mobile: str = self.cleaned_data["mobile"]
        if mobile and not normalize_phone(mobile):
            raise forms.ValidationError(_("This is not a telephone number. Write it with its country code."))
        refuse_extension(mobile)
        return mobile


class TokenForm(forms.ModelForm):
    """The name of a new API token."""

    class Meta:
        model = ApiToken
        fields = ["name"]
