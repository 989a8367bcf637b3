"""Forms of the ledger: sources of copies, domains that we send from, offers of events."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.lib.addresses import domain_on_the_wire
from helpdesk.lib.form_fields import VisibleCharField
from tickets.forms.base import KeyedForm, row_field
from tickets.ledger.signatures import HOST
from tickets.models import CopySource, Offer, SendingDomain, SentCopy, Ticket

DATE = forms.DateInput({"type": "date"}, "%Y-%m-%d")


class CopySourceForm(forms.ModelForm):
    """Since when a source has let us have every mail."""

    complete_since = forms.DateField(
        label=_("Complete since"),
        required=False,
        widget=DATE,
        help_text=_("From this day on we have a copy of each email. Empty: since the first copy."),
    )

    class Meta:
        model = CopySource
        fields = ["name", "complete_since"]
        labels = {"name": _("Name")}
        help_texts = {"name": _("Copies by email have the domain of their sender; a program says its own name.")}


class SendingDomainForm(forms.ModelForm):
    """A domain; its subdomains count too."""

    name = VisibleCharField(
        label=_("Domain"), max_length=253, help_text=_("Such as lantern.example. Its subdomains count, too.")
    )

    class Meta:
        model = SendingDomain
        fields = ["name"]

    def clean_name(self) -> str:
        try:
            name = domain_on_the_wire(self.cleaned_data["name"].strip().strip(".").lower())
        except ValueError:
            name = ""
        if not HOST.fullmatch(name) or "." not in name:
            raise forms.ValidationError(_("This is not a domain, such as lantern.example."))
        return name


class OfferForm(forms.ModelForm):
    """What buyers of an event were offered besides the ticket."""

    starts_on = forms.DateField(label=_("From"), required=False, widget=DATE)
    ends_on = forms.DateField(label=_("Until"), required=False, widget=DATE)

    class Meta:
        model = Offer
        fields = ["name", "owner", "known_by", "link", "how_again", "starts_on", "ends_on", "is_single_use"]
        labels = {
            "name": _("Name"),
            "owner": _("Whose offer it is"),
            "known_by": _("Words and links that it is recognized by"),
            "link": _("Link to give again"),
            "how_again": _("How to give it again"),
            "is_single_use": _("Works only once"),
        }
        help_texts = {
            "known_by": _("One in each line, as emails and customers write it."),
            "how_again": _("What agents read, and what the customer is told."),
        }
        widgets = {"known_by": forms.Textarea({"rows": 4}), "how_again": forms.Textarea({"rows": 3})}

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"].strip()
        if link and not link.lower().startswith(("https://", "http://")):
            raise forms.ValidationError(_("A link begins with https://."))
        return link

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("It ends before it begins."))
        return data


class GiveAgainForm(KeyedForm):
    """What is given again to the customer of `ticket`: an offer of its event, or a part of a copy."""

    says = ("offer", "copy", "part")
    offer = forms.ModelChoiceField(Offer.objects.none(), required=False)
    copy = forms.ModelChoiceField(SentCopy.objects.select_related("received"), required=False)
    part = forms.CharField(required=False, max_length=2_000, strip=False)

    def __init__(self, *args: Any, ticket: Ticket, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row_field(self, "offer").queryset = Offer.objects.filter(event=ticket.event_id)

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if bool(data.get("offer")) == bool(data.get("copy")) or (data.get("copy") and not data.get("part")):
            raise forms.ValidationError(_("Choose what to give again."))
        return data

    @property
    def what(self) -> Offer | SentCopy:
        what: Offer | SentCopy = self.cleaned_data["offer"] or self.cleaned_data["copy"]
        return what
