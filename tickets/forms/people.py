"""The form of a requester."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.addresses import AddressField
from helpdesk.lib.form_fields import ReasonField, TypedPhoneField, VisibleCharField
from helpdesk.lib.phones import normalize_phone, phone_extension, say_extension
from tickets.cases.regions import regions_of_newest_case
from tickets.cases.requesters import Address
from tickets.forms.base import row_field
from tickets.models import ContactPoint, Requester

Kind = ContactPoint.Kind


class RequesterForm(forms.Form):
    """A name, one address more of each kind, addresses less, and why."""

    name = VisibleCharField(label=_("Name"), max_length=120, required=False)
    email = AddressField(label=_("Another email address"), required=False)
    phone = TypedPhoneField(label=_("Another phone number"), required=False)
    remove = forms.ModelMultipleChoiceField(
        ContactPoint.objects.none(), label=_("Remove"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = ReasonField(
        help_text=_("For example: gave the new number on the phone. It is shown on the customer's page."),
        missing=_("Say why: people who read this later cannot ask you."),
    )

    def __init__(self, *args: Any, requester: Requester, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": {"name": requester.name}})
        self.requester = requester
        points = requester.contact_points.all()
        row_field(self, "remove").queryset = points
        if not points:
            del self.fields["remove"]

    def clean_phone(self) -> str:
        typed = self.cleaned_data["phone"]
        phone = normalize_phone(typed, regions=regions_of_newest_case(self.requester))
        if typed and not phone:
            raise forms.ValidationError(
                _("“%(typed)s” is no telephone number. Write it with the country code."), params={"typed": typed}
            )
        return phone

    @property
    def remark(self) -> str:
        """The extension, which is no part of the address by which a caller is known."""
        phone, extension = self.cleaned_data["phone"], phone_extension(self.data.get("phone", ""))
        return say_extension(phone, extension) if extension else ""

    @property
    def added(self) -> list[Address]:
        data = self.cleaned_data
        wanted = [(Kind.EMAIL, data["email"]), (Kind.PHONE, data["phone"])]
        return [(kind, value) for kind, value in wanted if value]
