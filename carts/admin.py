"""Admin of carts: shops, carts with their events, recovery steps."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from carts.ingest.signing_secrets import set_signing_secret
from carts.models import Cart, CartEvent, CartSource, RecoveryStep
from helpdesk.lib.read_only_admin import ReadOnlyAdmin, ReadOnlyInline


class CartSourceForm(forms.ModelForm):
    """A shop. Its secret is taken in and never shown again."""

    signing_secret = forms.CharField(
        label=_("new signing secret"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("“whsec_” and base64, as the shop shows it. During a change: the new one, a space, the old one."),
    )

    class Meta:
        model = CartSource
        fields = (
            "name",
            "organizer",
            "is_active",
            "public_id",
            "signing_secret",
            "publishable_key",
            "allowed_origins",
            "recovery_line",
            "line_hours",
            "sender_name",
            "wait_after_problem",
            "wait_after_hold_lost",
            "wait_after_leaving",
        )

    def clean_signing_secret(self) -> str:
        secrets = self.cleaned_data["signing_secret"]
        if not secrets and not self.instance.encrypted_signing_secret:
            raise forms.ValidationError(_("A new shop needs a secret to sign with."))
        if secrets:
            try:
                set_signing_secret(self.instance, secrets=secrets)
            except ValueError as error:
                raise forms.ValidationError(str(error)) from error
        return ""


@admin.register(CartSource)
class CartSourceAdmin(admin.ModelAdmin):
    form = CartSourceForm
    list_display = ("name", "organizer", "recovery_line", "wait_after_problem", "is_active")
    list_select_related = ("organizer", "recovery_line")
    search_fields = ("name", "public_id")


class CartEventInline(ReadOnlyInline):
    model = CartEvent
    fields = ("occurred_at", "kind", "is_from_browser", "payload")
    show_change_link = False


class RecoveryStepInline(ReadOnlyInline):
    model = RecoveryStep
    fields = ("number", "purpose", "status", "skipped_because", "due_at", "setback", "message")
    show_change_link = False


@admin.register(Cart)
class CartAdmin(ReadOnlyAdmin):
    list_display = ("external_id", "source", "status", "problem", "problem_code", "email", "active_at")
    list_filter = ("status", "problem", "source")
    list_select_related = ("source",)
    search_fields = ("external_id", "email", "phone", "order_reference")
    date_hierarchy = "active_at"
    inlines = (RecoveryStepInline, CartEventInline)


@admin.register(RecoveryStep)
class RecoveryStepAdmin(ReadOnlyAdmin):
    list_display = ("cart", "number", "purpose", "status", "skipped_because", "setbacks", "due_at")
    list_filter = ("status", "purpose", "skipped_because")
    list_select_related = ("cart",)
    search_fields = ("cart__email", "cart__external_id")
