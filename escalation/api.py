"""API of callbacks: serializers, filter and viewset."""

from datetime import UTC, datetime

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response

from escalation.board import cancel_callback, record_outcome
from escalation.models import Callback
from escalation.models.callbacks import CallbackQuerySet
from helpdesk.api.bodies import Body, Said
from helpdesk.api.errors import ErrorSerializer
from helpdesk.api.permissions import ApiRequest, IsManager


class CallbackSerializer(serializers.ModelSerializer):
    """A call that a manager owes the requester of a case."""

    class Meta:
        model = Callback
        fields = [
            "id",
            "ticket",
            "escalation",
            "status",
            "phone",
            "attempts",
            "attempted_by",
            "outcome",
            "outcome_note",
            "due_at",
            "created_at",
            "attempted_at",
            "finished_at",
        ]
        read_only_fields = fields


class OutcomeSerializer(Body):
    """What came of a call that a manager made."""

    outcome = serializers.ChoiceField(choices=Callback.Outcome.choices)
    note = Said(max_length=5_000, required=False, allow_blank=True, default="")


class CancelSerializer(Body):
    """Why the call is not needed any more; it stays on the case."""

    why = Said(max_length=300)


class CallbackFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=Callback.Status.choices)
    overdue = filters.BooleanFilter(method="keep_overdue", label="Promised earlier than now")

    class Meta:
        model = Callback
        fields = ["ticket"]

    def keep_overdue(self, callbacks: CallbackQuerySet, name: str, overdue: bool) -> QuerySet[Callback]:
        late = callbacks.overdue(at=datetime.now(UTC))
        return late if overdue else callbacks.exclude(pk__in=late.values("pk"))


@extend_schema_view(
    list=extend_schema(summary="List callbacks", tags=["callbacks"]),
    retrieve=extend_schema(summary="One callback", tags=["callbacks"]),
)
class CallbackViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The callbacks of the cases that the person behind the token may see. The API never places a call."""

    request: ApiRequest
    queryset = Callback.objects.none()
    filterset_class = CallbackFilter
    lookup_value_regex = r"\d+"
    serializer_class = CallbackSerializer

    def get_queryset(self) -> QuerySet[Callback]:
        return Callback.objects.visible_to(self.request.user).select_related("ticket", "promise", "escalation")

    @extend_schema(
        summary="Record the outcome",
        tags=["callbacks"],
        request=OutcomeSerializer,
        responses={200: CallbackSerializer, 409: ErrorSerializer},
    )
    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated, IsManager])
    def outcome(self, request: ApiRequest, pk: str) -> Response:
        callback, body = self.get_object(), OutcomeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        record_outcome(callback, by=request.user, **body.validated_data)
        return Response(CallbackSerializer(callback).data)

    @extend_schema(
        summary="Cancel it, with a reason",
        tags=["callbacks"],
        request=CancelSerializer,
        responses={200: CallbackSerializer, 409: ErrorSerializer},
    )
    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated, IsManager])
    def cancel(self, request: ApiRequest, pk: str) -> Response:
        callback, body = self.get_object(), CancelSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        cancel_callback(callback, by=request.user, **body.validated_data)
        return Response(CallbackSerializer(callback).data)
