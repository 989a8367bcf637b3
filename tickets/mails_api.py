"""REST API of emails: those that came in, and those that the desk sent. Read only, each with its bytes."""

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.decorators import action

from helpdesk.api.permissions import ApiRequest
from helpdesk.lib.addresses import normal_email
from helpdesk.mail.kinds import Kind
from helpdesk.mail.models import InboundMessage, OutboundMessage
from helpdesk.mail.outbox import addressed_to
from tickets.inbound.received_mails import received_visible_to
from tickets.ledger.access import mails_visible_to
from tickets.models import Entry, Ticket

AS_A_FILE = extend_schema(
    summary="The bytes of the email", tags=["emails"], responses={(200, "message/rfc822"): OpenApiTypes.BINARY}
)


class MailSerializer(serializers.ModelSerializer):
    """What both have: recipients, and the cases on which they stand, as far as the person may see these."""

    to = serializers.ListField(child=serializers.CharField(), read_only=True)
    cc = serializers.ListField(child=serializers.CharField(), read_only=True)
    bcc = serializers.ListField(child=serializers.CharField(), read_only=True)
    cases = serializers.SerializerMethodField()

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_cases(self, mail: InboundMessage | OutboundMessage) -> list[int]:
        return sorted({entry.ticket_id for entry in mail.entries.all()})


class ReceivedMailSerializer(MailSerializer):
    """An email as it came in."""

    class Meta:
        model = InboundMessage
        fields = [
            "id",
            "status",
            "why",
            "kind",
            "door",
            "message_id",
            "from_address",
            "from_name",
            "to",
            "cc",
            "bcc",
            "subject",
            "received_at",
            "sha256",
            "copy_of",
            "about",
            "cases",
        ]
        read_only_fields = fields


class SentMailSerializer(MailSerializer):
    """An email of the desk, and what became of it."""

    class Meta:
        model = OutboundMessage
        fields = [
            "id",
            "status",
            "trouble",
            "error",
            "message_id",
            "from_address",
            "to",
            "cc",
            "bcc",
            "subject",
            "created_at",
            "due_at",
            "sent_at",
            "sha256",
            "resend_of",
            "cases",
        ]
        read_only_fields = fields


class ReceivedMailFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=InboundMessage.Status.choices)
    kind = filters.MultipleChoiceFilter(choices=Kind.choices)
    message_id = filters.CharFilter()
    from_address = filters.CharFilter(method="keep_from", label="Who wrote it")
    received_since = filters.IsoDateTimeFilter(field_name="received_at", lookup_expr="gte")

    class Meta:
        model = InboundMessage
        fields = ["door"]

    def keep_from(self, mails: QuerySet[InboundMessage], name: str, address: str) -> QuerySet[InboundMessage]:
        return mails.filter(from_address=normal_email(address))


class SentMailFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=OutboundMessage.Status.choices)
    message_id = filters.CharFilter()
    to_address = filters.CharFilter(method="keep_to", label="One of those it went to")
    created_since = filters.IsoDateTimeFilter(field_name="created_at", lookup_expr="gte")

    class Meta:
        model = OutboundMessage
        fields = ["trouble"]

    def keep_to(self, mails: QuerySet[OutboundMessage], name: str, address: str) -> QuerySet[OutboundMessage]:
        return addressed_to(normal_email(address), mails)


class MailViewSet(viewsets.ReadOnlyModelViewSet):
    request: ApiRequest
    lookup_value_regex = r"\d+"

    def cases(self) -> Prefetch:
        return Prefetch("entries", Entry.objects.filter(ticket__in=Ticket.objects.visible_to(self.request.user)))

    @AS_A_FILE
    @action(detail=True, methods=["get"])
    def raw(self, request: ApiRequest, pk: str) -> HttpResponse:
        return HttpResponse(bytes(self.get_object().raw), content_type="message/rfc822")


@extend_schema_view(
    list=extend_schema(summary="List received emails", tags=["emails"]),
    retrieve=extend_schema(summary="One received email", tags=["emails"]),
)
class ReceivedMailViewSet(MailViewSet):
    """Emails that came in, on cases that the person behind the token may see."""

    queryset = InboundMessage.objects.none()
    serializer_class = ReceivedMailSerializer
    filterset_class = ReceivedMailFilter

    def get_queryset(self) -> QuerySet[InboundMessage]:
        return received_visible_to(self.request.user).prefetch_related(self.cases())


@extend_schema_view(
    list=extend_schema(summary="List emails of the desk", tags=["emails"]),
    retrieve=extend_schema(summary="One email of the desk", tags=["emails"]),
)
class SentMailViewSet(MailViewSet):
    """Emails that the desk sent or is about to send, on cases that the person behind the token may see."""

    queryset = OutboundMessage.objects.none()
    serializer_class = SentMailSerializer
    filterset_class = SentMailFilter

    def get_queryset(self) -> QuerySet[OutboundMessage]:
        return mails_visible_to(self.request.user).prefetch_related(self.cases())
