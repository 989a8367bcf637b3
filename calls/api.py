"""The API's doors to calls: read only. The telephone network reports through the webhooks."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from calls.log.filters import CallLogFilter
from calls.models import Call, Leg, Recording
from helpdesk.api.permissions import ApiRequest


class LegSerializer(serializers.ModelSerializer):
    """One phone that was rung."""

    class Meta:
        model = Leg
        fields = ["id", "user", "phone", "round", "status", "answered_at", "ended_at"]
        read_only_fields = fields


class RecordingSerializer(serializers.ModelSerializer):
    """The sound of the call. It is heard in the browser, where each play is logged."""

    class Meta:
        model = Recording
        fields = ["id", "status", "duration", "started_at", "stored_at"]
        read_only_fields = fields


class CallSerializer(serializers.ModelSerializer):
    """A telephone call between a caller and the desk."""

    class Meta:
        model = Call
        fields = [
            "id",
            "sid",
            "direction",
            "status",
            "line",
            "from_number",
            "to_number",
            "menu_choice",
            "is_transfer",
            "is_blocked",
            "attestation",
            "answered_by",
            "ticket",
            "cart",
            "callback",
            "started_at",
            "answered_at",
            "ended_at",
        ]
        read_only_fields = fields


class CallDetailSerializer(CallSerializer):
    """A call with the phones that were rung for it and its recordings."""

    legs = LegSerializer(many=True, read_only=True)
    recordings = RecordingSerializer(many=True, read_only=True)

    class Meta(CallSerializer.Meta):
        fields = [*CallSerializer.Meta.fields, "legs", "recordings"]
        read_only_fields = fields


class CallFilter(CallLogFilter):
    """The filters of the call log, and some that only programs ask for."""

    status = filters.MultipleChoiceFilter(choices=Call.Status.choices)
    started_since = filters.IsoDateTimeFilter(field_name="started_at", lookup_expr="gte")

    class Meta:
        model = Call
        fields = ["from_number", "menu_choice", "cart"]


@extend_schema_view(
    list=extend_schema(summary="List calls", tags=["calls"]),
    retrieve=extend_schema(summary="One call with its legs and recordings", tags=["calls"]),
)
class CallViewSet(viewsets.ReadOnlyModelViewSet):
    """The calls that the person behind the token may see."""

    request: ApiRequest
    queryset = Call.objects.none()
    filterset_class = CallFilter
    lookup_value_regex = r"\d+"
    serializer_class = CallSerializer

    def get_queryset(self) -> QuerySet[Call]:
        calls = Call.objects.visible_to(self.request.user)
        return calls.prefetch_related("legs", "recordings") if self.action == "retrieve" else calls

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return CallDetailSerializer if self.action == "retrieve" else self.serializer_class
