"""Serializers of the API of cases."""

from typing import Any

from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from helpdesk.accounts.models import User
from helpdesk.api.bodies import Body, Said
from helpdesk.lib.addresses import check_email, normal_email
from helpdesk.lib.phones import normalize_phone, phone_extension
from helpdesk.mail.suppression import undeliverable
from tickets.cases.regions import regions_of
from tickets.forms.composer import RECIPIENTS, problems_of
from tickets.models import Entry, Event, Participant, Requester, Ticket
from tickets.models.events import EventQuerySet


class RequesterSerializer(serializers.ModelSerializer):
    email = serializers.CharField(read_only=True)
    phone = serializers.CharField(read_only=True, help_text=_("E.164, or empty."))

    class Meta:
        model = Requester
        fields = ["id", "name", "email", "phone"]


class EntrySerializer(serializers.ModelSerializer):
    """One line of the timeline."""

    to = serializers.ListField(
        child=serializers.CharField(),
        source="letter.to",
        default=list,
        read_only=True,
        help_text=_("Of the email that it was sent or received in."),
    )
    cc = serializers.ListField(child=serializers.CharField(), source="letter.cc", default=list, read_only=True)
    bcc = serializers.ListField(
        child=serializers.CharField(),
        source="letter.bcc",
        default=list,
        read_only=True,
        help_text=_("Of a received email: addresses of the desk that it names nowhere."),
    )

    class Meta:
        model = Entry
        fields = ["id", "kind", "actor", "is_public", "body", "occurred_at", "to", "cc", "bcc"]


class ParticipantSerializer(serializers.ModelSerializer):
    """Somebody in the emails of a case. Not confirmed: only somebody else's email names them."""

    class Meta:
        model = Participant
        fields = ["id", "address", "name", "role", "added_by", "added_at", "confirmed_at"]
        read_only_fields = fields


class TicketSerializer(serializers.ModelSerializer):
    """A case, as lists show it."""

    requester = RequesterSerializer(read_only=True)

    class Meta:
        model = Ticket
        fields = [
            "id",
            "subject",
            "status",
            "priority",
            "channel",
            "requester",
            "event",
            "team",
            "assignee",
            "order_reference",
            "merged_into",
            "version",
            "created_at",
            "active_at",
            "waiting_since",
            "reply_due_at",
            "first_replied_at",
            "solved_at",
        ]
        read_only_fields = fields


class TicketDetailSerializer(TicketSerializer):
    """A case with its whole timeline, the oldest entry first."""

    entries = EntrySerializer(many=True, read_only=True)

    class Meta(TicketSerializer.Meta):
        fields = [*TicketSerializer.Meta.fields, "entries"]
        read_only_fields = fields


class AddressSerializerField(serializers.EmailField):
    """An e-mail address in any script, in the form that we keep."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [one for one in self.validators if not isinstance(one, EmailValidator)] + [check_email]

    def to_internal_value(self, data: Any) -> str:
        return normal_email(super().to_internal_value(data))


class VisibleEventField(serializers.PrimaryKeyRelatedField):
    """An event that whoever asks may see; another team's is as unknown as one that does not exist."""

    def get_queryset(self) -> EventQuerySet:
        return Event.objects.visible_to(self.context["request"].user)


class LoggedTicketSerializer(TicketSerializer):
    """The case that was just written down."""

    phone_extension = serializers.SerializerMethodField(
        help_text=_("What is dialed after the number has answered; it is shown on the case, in an internal note.")
    )

    class Meta(TicketSerializer.Meta):
        fields = [*TicketSerializer.Meta.fields, "phone_extension"]
        read_only_fields = fields

    def get_phone_extension(self, ticket: Ticket) -> str:
        extension: str = self.context["extension"]
        return extension


class NewTicketSerializer(Body):
    """What somebody told the desk. The text alone is enough; its first words become the subject."""

    text = Said(max_length=20_000)
    name = Said(max_length=120, required=False)
    email = AddressSerializerField(required=False)
    phone = serializers.CharField(max_length=40, required=False, help_text=_("In any format."))
    event = VisibleEventField(queryset=Event.objects.all(), required=False)
    order_reference = Said(max_length=64, required=False)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """The number as one dials it where the event is. What we cannot read is not thrown away in silence."""
        if typed := data.get("phone"):
            data["phone"] = normalize_phone(typed, regions=regions_of(event=data.get("event")))
            if not data["phone"]:
                raise serializers.ValidationError({"phone": [_("This is no telephone number.")]})
            data["extension"] = phone_extension(typed)
        return data


class ReplySerializer(Body):
    """A reply leaves as mail. It is refused when the case changed since `seen_version`."""

    body = Said(max_length=50_000)
    seen_version = serializers.IntegerField(min_value=1, help_text=_("The `version` of the case that was answered."))
    to = serializers.ListField(
        child=AddressSerializerField(), required=False, help_text=_("Instead of the customer's address.")
    )
    cc = serializers.ListField(child=AddressSerializerField(), required=False)
    bcc = serializers.ListField(
        child=AddressSerializerField(), required=False, help_text=_("The other recipients do not see these.")
    )
    subject = Said(
        max_length=200, required=False, help_text=_("Instead of that of the case. The number of the case is added.")
    )
    denial_reason = Said(
        max_length=2_000,
        required=False,
        help_text=_("Why it says that we did not send something, after it was refused for that with the code denial."),
    )

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        recipients = {name: data.get(name, []) for name in RECIPIENTS}
        if problems := problems_of(recipients):
            raise serializers.ValidationError(problems)
        for name, addresses in recipients.items():
            if doubts := undeliverable(addresses):
                raise serializers.ValidationError({name: doubts})
        return data


class NewParticipantSerializer(Body):
    """Whose emails join the case from now on."""

    address = AddressSerializerField()
    name = Said(max_length=120, required=False, allow_blank=True, default="")


class NoteSerializer(Body):
    """Something that only the desk sees."""

    body = Said(max_length=50_000)


class AssignSerializer(Body):
    """Who works on the case; null puts it back. Taking it oneself is refused when somebody else has it by now."""

    assignee = serializers.PrimaryKeyRelatedField(queryset=User.objects.filter(is_active=True), allow_null=True)
    instead_of = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text=_("From whom one takes it knowingly.")
    )


class SolveSerializer(Body):
    note = Said(max_length=2_000, required=False, allow_blank=True, default="")
