"""Forms of organizers and events."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team
from helpdesk.lib.addresses import AddressField
from helpdesk.lib.form_fields import MomentField, TimeZoneField, VisibleCharField
from helpdesk.lib.time_zones import zone_called
from helpdesk.mail.outbox.fields import SenderAddressField, SenderNameField
from tickets.models import Event, Organizer
from tickets.people.organizers import RESERVED

LOCAL = "%Y-%m-%dT%H:%M"


class OrganizerForm(forms.ModelForm):
    """A client whose events are sold."""

    name = VisibleCharField(label=_("Name"), max_length=120)
    team = forms.ModelChoiceField(
        Team.objects.all(),
        label=_("Team"),
        required=False,
        empty_label=_("No team"),
        help_text=_("Only this team and managers see the organizer's cases. Empty: every agent does."),
    )
    contact_email = AddressField(label=_("Contact email"), required=False)
    slug = forms.SlugField(
        label=_("Name in the address of the help page"),
        max_length=60,
        required=False,
        help_text=_("Such as riverside-hall. Empty: made of the name."),
    )
    colour = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=_("Color of the help page"),
        required=False,
        help_text=_(
            "Such as #7a1fa2. It is shown behind the name; black or white letters, whichever are easier to read."
        ),
        error_messages={"invalid": _("Write the colour as # and six digits or letters, such as #7a1fa2.")},
    )

    sender_name, sender_address = SenderNameField(), SenderAddressField()

    class Meta:
        model = Organizer
        fields = ["name", "team", "contact_email", "slug", "colour", "sender_name", "sender_address", "signature"]
        widgets = {"signature": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "signature": _("Ends emails about this organizer's cases, below the person's and in place of the team's.")
        }

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"].lower()
        if slug in RESERVED:
            raise forms.ValidationError(_("This name is taken by a page of ours. Choose another."))
        if slug and Organizer.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another organizer has this name in its address. Choose another."))
        return slug


class EventForm(forms.ModelForm):
    """An event. Its times are typed as a clock at the venue shows them."""

    name = VisibleCharField(label=_("Name"), max_length=160)
    timezone = TimeZoneField()
    starts_at = MomentField(label=_("Starts"), widget=forms.DateTimeInput({"type": "datetime-local"}, LOCAL))
    doors_at = MomentField(
        label=_("Doors open"), required=False, widget=forms.DateTimeInput({"type": "datetime-local"}, LOCAL)
    )
    external_id = VisibleCharField(
        label=_("ID in the shop"),
        max_length=64,
        required=False,
        help_text=_("As the shop reports it with carts and orders. Empty: the shop does not know the event."),
    )

    class Meta:
        model = Event
        fields = ["name", "organizer", "venue", "timezone", "starts_at", "doors_at", "external_id", "is_sold_out"]
        labels = {"organizer": _("Organizer"), "venue": _("Venue"), "is_sold_out": _("Sold out")}

    def __init__(self, data: Any = None, *, instance: Event) -> None:
        moments = {name: getattr(instance, name) for name in ("starts_at", "doors_at")}
        there = {name: moment and timezone.make_naive(moment, instance.zone) for name, moment in moments.items()}
        super().__init__(data, instance=instance, initial=there)

    def full_clean(self) -> None:
        """Reads the times in the zone that is chosen beside them."""
        with timezone.override(zone_called(self.data.get(self.add_prefix("timezone"), ""))):
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("doors_at") and data.get("starts_at") and data["doors_at"] > data["starts_at"]:
            self.add_error("doors_at", _("Doors open before the event starts."))
        return data
