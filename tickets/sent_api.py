"""REST API of the ledger: copies of what others sent in our name, "did we send this?", and the offers of events."""

import base64
import binascii
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from helpdesk.api.bodies import Body, Said
from helpdesk.api.permissions import ApiRequest, IsManager
from helpdesk.lib.addresses import normal_email
from helpdesk.mail.reading.errors import UnreadableError
from helpdesk.mail.reading.html_text import html_to_text
from tickets.inbound.copies import take_posted
from tickets.ledger import TooLongError, check_sent, keep_copy
from tickets.ledger.checking import LONGEST
from tickets.ledger.links import find_links
from tickets.models import CopySource, Event, Offer, SentCopy
from tickets.serializers import AddressSerializerField

LARGEST_RAW = 2 * 1024 * 1024
"""Characters of a mail in base64; a larger one goes to the address for copies."""


class RawMailField(serializers.CharField):
    """A whole mail in base64, so that each of its bytes arrives as it was."""

    def to_internal_value(self, data: Any) -> bytes:  # type: ignore[override]  # typed as text, and means bytes
        try:
            return base64.b64decode(super().to_internal_value(data), validate=True)
        except (binascii.Error, ValueError) as error:
            raise serializers.ValidationError(_("This is not base64.")) from error

    def to_representation(self, value: bytes) -> str:  # type: ignore[override]  # typed as text, and means bytes
        return base64.b64encode(value).decode()


class NewCopySerializer(Body):
    """A mail that was sent in our name: whole as `raw`, or in parts. A repetition changes nothing."""

    source = Said(  # type: ignore[assignment]  # a field of the body, not the attribute that fields have
        max_length=100, help_text=_("What the program is called, such as the name of the shop.")
    )
    external_id = Said(max_length=200, required=False, help_text=_("Names the mail in the source. A repeat is known."))
    message_id = Said(max_length=500, required=False)
    to = serializers.ListField(child=AddressSerializerField(), required=False, max_length=500)
    sender = AddressSerializerField(required=False, help_text=_("The address in From."))
    subject = Said(max_length=300, required=False)
    sent_at = serializers.DateTimeField(required=False)
    text = Said(max_length=LONGEST, required=False)
    html = Said(max_length=1_000_000, required=False)
    raw = RawMailField(max_length=LARGEST_RAW, required=False, help_text=_("In base64."))

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if "raw" in data:
            return data
        missing = [name for name in ("to", "sent_at") if not data.get(name)]
        if not (data.get("text") or data.get("html")):
            missing.append("text")
        if missing:
            raise serializers.ValidationError({name: [_("This is needed where there is no raw.")] for name in missing})
        return data


class CopySerializer(serializers.ModelSerializer):
    """A copy as it is kept."""

    source = serializers.CharField(  # type: ignore[assignment]  # a field of the body, not the attribute of fields
        source="source.name"
    )

    class Meta:
        model = SentCopy
        fields = ["id", "source", "message_id", "from_address", "recipients", "subject", "links", "sent_at"]
        read_only_fields = fields


class QuestionSerializer(Body):
    """What is known of the mail that somebody asks about: one of these, or several."""

    text = Said(max_length=LONGEST, required=False)
    subject = Said(max_length=300, required=False)
    link = Said(max_length=2_000, required=False)
    message_id = Said(max_length=500, required=False)
    address = AddressSerializerField(required=False, help_text=_("Only mails to this address."))
    eml = RawMailField(max_length=LARGEST_RAW, required=False, help_text=_("The whole mail, in base64."))

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if not data:
            raise serializers.ValidationError(_("Ask about something."))
        return data


class FoundMailSerializer(serializers.Serializer):
    """A mail that may be the one asked about."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=["mail", "copy"])
    source = serializers.CharField()  # type: ignore[assignment]  # a field of the body, not the attribute of fields
    to = serializers.ListField(child=serializers.CharField())
    subject = serializers.CharField()
    message_id = serializers.CharField()
    sent_at = serializers.DateTimeField()
    how = serializers.ChoiceField(choices=["message_id", "link", "subject", "text", "address"])
    percent = serializers.IntegerField(help_text=_("How much of the text is alike: a likeness, and no proof."))


class ListedSourceSerializer(serializers.Serializer):
    """Where it was looked for."""

    name = serializers.CharField()
    since = serializers.DateField(help_text=_("Complete since."))
    silent = serializers.ListField(
        child=serializers.DateField(), help_text=_("Days without any copy: nobody can tell for these.")
    )


class AnswerSerializer(serializers.Serializer):
    """`no_trace` never says that a mail is not ours: look at the sources, and their silent days."""

    answer = serializers.ChoiceField(choices=["ours", "signed", "no_trace", "too_common"])
    copies = FoundMailSerializer(many=True)
    hidden = serializers.IntegerField(help_text=_("Further mails, on cases that the person may not see."))
    signature = serializers.DictField(child=serializers.CharField(), allow_null=True)
    passed_elsewhere = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField()),
        help_text=_("Where none verifies here: each `server` that the mail says verified a `domain`. Can be forged."),
    )
    sources = ListedSourceSerializer(many=True)


class CopyFilter(filters.FilterSet):
    message_id = filters.CharFilter()
    to_address = filters.CharFilter(method="keep_to", label="One of those it went to")
    sent_since = filters.IsoDateTimeFilter(field_name="sent_at", lookup_expr="gte")

    class Meta:
        model = SentCopy
        fields = ["source"]

    def keep_to(self, copies: QuerySet[SentCopy], name: str, address: str) -> QuerySet[SentCopy]:
        return copies.filter(recipients__contains=[normal_email(address)])


@extend_schema_view(
    list=extend_schema(summary="List mails that others sent in our name", tags=["sent"]),
    retrieve=extend_schema(summary="One mail that others sent in our name", tags=["sent"]),
)
class SentViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """What others sent in our name: whoever is asked "did you send me this?" must be able to look."""

    request: ApiRequest
    queryset = SentCopy.objects.defer("text", "html").select_related("source")
    serializer_class = CopySerializer
    filterset_class = CopyFilter
    lookup_value_regex = r"\d+"

    def get_permissions(self) -> list[permissions.BasePermission]:
        # Whoever writes here says what we have sent.
        if self.action == "create":
            return [IsManager()]
        return super().get_permissions()  # type: ignore[return-value]  # the stubs have a private protocol for these

    @extend_schema(
        summary="Keep a copy of a mail that was sent in our name",
        tags=["sent"],
        request=NewCopySerializer,
        responses={201: CopySerializer, 200: CopySerializer},
    )
    def create(self, request: ApiRequest) -> Response:
        data = self._validated(NewCopySerializer)
        if raw := data.get("raw"):
            try:
                copy, is_new = take_posted(
                    raw,
                    source=data["source"],
                    external_id=data.get("external_id", ""),
                    to=data.get("to", []),
                    brought_by=str(request.user),
                )
            except UnreadableError as error:
                raise serializers.ValidationError({"raw": [str(error)]}) from error
        else:
            subject, html = data.get("subject", ""), data.get("html", "")
            text = data.get("text") or html_to_text(html)[:LONGEST]
            unsaved = SentCopy(
                from_address=data.get("sender", ""),
                recipients=sorted(set(data["to"])),
                message_id=data.get("message_id", ""),
                subject=subject,
                text=f"{subject}\n{text}",
                html=html,
                links=find_links(text, html),
                sent_at=data["sent_at"],
            )
            copy, is_new = keep_copy(
                unsaved,
                source=data["source"],
                door=CopySource.Door.API,
                external_id=data.get("external_id", ""),
            )
        answer = CopySerializer(copy).data
        return Response(answer, status=status.HTTP_201_CREATED if is_new else status.HTTP_200_OK)

    @extend_schema(
        summary="Did we send this?", tags=["sent"], request=QuestionSerializer, responses={200: AnswerSerializer}
    )
    @action(detail=False, methods=["post"])
    def check(self, request: ApiRequest) -> Response:
        data = self._validated(QuestionSerializer)
        try:
            answer = check_sent(data, eml=data.pop("eml", b""), by=request.user)
        except (TooLongError, UnreadableError) as error:
            raise serializers.ValidationError(str(error)) from error
        return Response(AnswerSerializer(answer).data)

    def _validated(self, serializer: type[serializers.Serializer]) -> dict[str, Any]:
        data = serializer(data=self.request.data, context=self.get_serializer_context())
        data.is_valid(raise_exception=True)
        return dict(data.validated_data)


class OfferSerializer(serializers.ModelSerializer):
    """Something that buyers of an event were offered besides the ticket."""

    class Meta:
        model = Offer
        fields = [
            "id",
            "event",
            "name",
            "known_by",
            "link",
            "how_again",
            "starts_on",
            "ends_on",
            "is_single_use",
            "owner",
        ]
        read_only_fields = fields


class OfferFilter(filters.FilterSet):
    class Meta:
        model = Offer
        fields = ["event", "owner"]


@extend_schema_view(
    list=extend_schema(summary="List offers of events", tags=["sent"]),
    retrieve=extend_schema(summary="One offer", tags=["sent"]),
)
class OfferViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The offers of the events that the person behind the token may see."""

    request: ApiRequest
    queryset = Offer.objects.none()
    filterset_class = OfferFilter
    lookup_value_regex = r"\d+"
    serializer_class = OfferSerializer

    def get_queryset(self) -> QuerySet[Offer]:
        return Offer.objects.filter(event__in=Event.objects.visible_to(self.request.user))
