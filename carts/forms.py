"""Forms of a shop, and of the wording of its recovery mail."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from carts.ingest.signatures import secret_key
from carts.models import CartSource, RecoveryWording
from carts.recovery.wording import PARTS, PLACEHOLDERS, our_words
from helpdesk.lib.form_fields import VisibleCharField
from tickets.composer.placeholders import find_unknown
from tickets.forms.service_levels import MinutesField

LONGEST_ORIGIN = 200
WAITS = ("wait_after_problem", "wait_after_hold_lost", "wait_after_leaving")


class OriginsField(forms.CharField):
    """Addresses of web sites, one per line, as a browser names its origin."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: str) -> list[str]:
        origins: list[str] = super().clean(value).split()
        for origin in origins:
            parts = urlsplit(origin)
            is_bare = origin == f"{parts.scheme}://{parts.netloc}"
            if parts.scheme not in {"http", "https"} or not is_bare or len(origin) > LONGEST_ORIGIN:
                raise forms.ValidationError(
                    _("“%(origin)s” is not the address of a web site. Write it like https://shop.example.com."),
                    params={"origin": origin},
                )
        return origins


class ShopForm(forms.ModelForm):
    """A shop. Its secret is taken in and never shown again."""

    name = VisibleCharField(label=_("Name"), max_length=80)
    allowed_origins = OriginsField(label=_("Web addresses of the shop"), help_text=_("One per line."))
    signing_secret = forms.CharField(
        label=_("New signing secret"),
        required=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "“whsec_” and base64, as the shop shows it. Leave it empty to keep the saved one. To change it without a "
            "gap, enter the new one, a space and the old one."
        ),
    )
    wait_after_problem = MinutesField(label=_("Wait after a problem"), least=0)
    wait_after_hold_lost = MinutesField(label=_("Wait after seats were lost"), least=0)
    wait_after_leaving = MinutesField(label=_("Wait after leaving without a problem"), least=0)

    class Meta:
        model = CartSource
        fields = [
            "name",
            "organizer",
            "allowed_origins",
            "signing_secret",
            "recovery_line",
            "line_hours",
            "sender_name",
            *WAITS,
            "is_active",
        ]
        labels = {
            "organizer": _("Organizer"),
            "recovery_line": _("Phone number in the recovery email"),
            "line_hours": _("Hours of this number"),
            "sender_name": _("Sender name of the recovery email"),
            "is_active": _("Active"),
        }
        help_texts = {"is_active": _("Untick to stop taking reports of this shop. Its carts stay.")}

    def __init__(self, data: Any = None, *, instance: CartSource) -> None:
        minutes = {name: int(getattr(instance, name).total_seconds() // 60) for name in WAITS}
        super().__init__(data, instance=instance, initial=minutes)

    def clean_signing_secret(self) -> str:
        secrets: str = self.cleaned_data["signing_secret"]
        if not secrets and not self.instance.encrypted_signing_secret:
            raise forms.ValidationError(_("A new shop needs a signing secret."))
        try:
            for secret in secrets.split():
                secret_key(secret)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return secrets

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return data | {name: timedelta(minutes=data[name]) for name in WAITS if name in data}


class WordingForm(forms.ModelForm):
    """The parts of the recovery mail in one language. A part that is emptied, or left as ours, goes on saying ours."""

    class Meta:
        model = RecoveryWording
        fields = PARTS
        labels = {
            "problem_subject": _("Subject after a problem"),
            "plain_subject": _("Subject without a problem"),
            "problem_opening": _("Opening after a problem"),
            "plain_opening": _("Opening without a problem"),
            "invitation": _("Above the phone number"),
            "about_code": _("Below the code"),
            "closing": _("Closing"),
        }
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 2}) for name in ("problem_opening", "plain_opening", "about_code")},
            "closing": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, data: Any = None, *, instance: RecoveryWording) -> None:
        with override(instance.language):
            self.ours = our_words()
        shown = {name: getattr(instance, name) or self.ours[name] for name in PARTS}
        super().__init__(data, instance=instance, initial=shown)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in PARTS:
            text = (data.get(name) or "").replace("\r\n", "\n").strip()
            if unknown := find_unknown(text, PLACEHOLDERS):
                names = ", ".join(unknown)
                self.add_error(
                    name, _("%(names)s means nothing here. Use a placeholder of the list.") % {"names": names}
                )
            elif name in data:
                data[name] = "" if text == self.ours[name] else text
        return data
