"""REST API of cases: a viewset that calls the same verbs as the pages."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from helpdesk.api.errors import ErrorSerializer, conflict
from helpdesk.api.idempotency import IDEMPOTENCY_KEY, once
from helpdesk.api.permissions import ApiRequest
from helpdesk.lib.parameters import read_key
from tickets.cases import add_note, assign_ticket, reply_to_requester, solve_ticket
from tickets.cases.assignment import TakenError, take_ticket
from tickets.cases.entries import StaleReplyError
from tickets.composer.participants import add_participant, remove_participant
from tickets.ledger import DenialError
from tickets.models import Entry, Ticket
from tickets.models.tickets import TicketQuerySet
from tickets.rules import NewCase, log_case
from tickets.serializers import (
    AssignSerializer,
    EntrySerializer,
    LoggedTicketSerializer,
    NewParticipantSerializer,
    NewTicketSerializer,
    NoteSerializer,
    ParticipantSerializer,
    ReplySerializer,
    SolveSerializer,
    TicketDetailSerializer,
    TicketSerializer,
)

REFUSED = {409: ErrorSerializer}
REUSED = {422: ErrorSerializer}


class TicketFilter(filters.FilterSet):
    """What a list of cases can be narrowed to."""

    status = filters.MultipleChoiceFilter(choices=Ticket.Status.choices)
    overdue = filters.BooleanFilter(method="keep_overdue", label="Not answered, or not solved, within the promise")
    active_since = filters.IsoDateTimeFilter(field_name="active_at", lookup_expr="gte")

    class Meta:
        model = Ticket
        fields = ["priority", "channel", "assignee", "team", "event", "requester", "order_reference"]

    def keep_overdue(self, tickets: TicketQuerySet, name: str, overdue: bool) -> TicketQuerySet:
        late = tickets.overdue(at=datetime.now(UTC))
        return late if overdue else tickets.exclude(pk__in=late.values("pk"))


@extend_schema_view(
    list=extend_schema(summary="List cases", tags=["cases"]),
    retrieve=extend_schema(summary="One case with its timeline", tags=["cases"]),
)
class TicketViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The cases that the person behind the token may see."""

    request: ApiRequest
    queryset = Ticket.objects.none()
    filterset_class = TicketFilter
    lookup_value_regex = r"\d+"
    serializer_class = TicketSerializer

    def get_queryset(self) -> QuerySet[Ticket]:
        user = self.request.user
        cases = Ticket.objects.visible_to(user) if self.action == "list" else Ticket.objects.reachable_by(user)
        tickets = cases.select_related("requester")
        if self.action == "list" and Ticket.Status.MERGED not in self.request.query_params.getlist("status"):
            tickets = tickets.exclude(status=Ticket.Status.MERGED)
        if self.action == "retrieve":
            mails = Entry.objects.select_related("message", "received")
            mails = mails.defer("message__raw", "message__text", "received__raw")
            tickets = tickets.prefetch_related(Prefetch("entries", mails))
        return tickets.prefetch_related("requester__contact_points")

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return TicketDetailSerializer if self.action == "retrieve" else self.serializer_class

    @extend_schema(
        summary="Log a case",
        tags=["cases"],
        request=NewTicketSerializer,
        responses={201: LoggedTicketSerializer, **REUSED},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: ApiRequest) -> Response:
        data = self._validated(NewTicketSerializer)
        with once(request, "log_case", kept=Entry.objects.all()) as key:
            ticket = log_case(NewCase(**data), by=request.user, source_key=key)
        answer = LoggedTicketSerializer(ticket, context={"extension": data.get("extension", "")})
        return Response(answer.data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Reply to the customer by email",
        tags=["cases"],
        request=ReplySerializer,
        responses={201: EntrySerializer, **REFUSED, **REUSED},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"])
    def reply(self, request: ApiRequest, pk: str) -> Response:
        ticket, data = self.get_object(), self._validated(ReplySerializer)
        try:
            with once(request, "reply", pk, kept=Entry.objects.all()) as key:
                entry = reply_to_requester(ticket, by=request.user, source_key=key, **data)
        except DenialError as error:
            return conflict(str(error), code="denial")
        except StaleReplyError:
            return conflict(_("The case changed meanwhile. Read it again before you answer."), code="stale")
        return Response(EntrySerializer(entry).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Write an internal note",
        tags=["cases"],
        request=NoteSerializer,
        responses={201: EntrySerializer, **REUSED},
        parameters=[IDEMPOTENCY_KEY],
    )
    @action(detail=True, methods=["post"])
    def note(self, request: ApiRequest, pk: str) -> Response:
        ticket, data = self.get_object(), self._validated(NoteSerializer)
        with once(request, "note", pk, kept=Entry.objects.all()) as key:
            entry = add_note(ticket, by=request.user, source_key=key, **data)
        return Response(EntrySerializer(entry).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Who takes part in the emails of a case",
        tags=["cases"],
        responses={200: ParticipantSerializer(many=True)},
        filters=False,
    )
    @action(detail=True, methods=["get"], pagination_class=None)
    def participants(self, request: ApiRequest, pk: str) -> Response:
        people = self.get_object().participants.filter(removed_at=None)
        return Response(ParticipantSerializer(people, many=True).data)

    @extend_schema(
        summary="Add somebody to the emails of a case",
        tags=["cases"],
        request=NewParticipantSerializer,
        responses={201: ParticipantSerializer, **REFUSED},
    )
    @participants.mapping.post
    def add_participant(self, request: ApiRequest, pk: str) -> Response:
        ticket, data = self.get_object(), self._validated(NewParticipantSerializer)
        person = add_participant(ticket, by=request.user, **data)
        return Response(ParticipantSerializer(person).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Take somebody off the emails of a case",
        tags=["cases"],
        responses={204: None, **REFUSED},
        parameters=[OpenApiParameter("participant", int, OpenApiParameter.PATH)],
    )
    @action(detail=True, methods=["delete"], url_path=r"participants/(?P<participant>\d+)", url_name="participant")
    def remove_participant(self, request: ApiRequest, pk: str, participant: str) -> Response:
        person = get_object_or_404(self.get_object().participants.select_related("ticket"), pk=read_key(participant))
        remove_participant(person, by=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        summary="Assign the case",
        tags=["cases"],
        request=AssignSerializer,
        responses={200: TicketSerializer, **REFUSED},
    )
    @action(detail=True, methods=["post"])
    def assign(self, request: ApiRequest, pk: str) -> Response:
        ticket, data = self.get_object(), self._validated(AssignSerializer)
        if data["assignee"] and data["assignee"] not in ticket.people_who_may_see():
            raise serializers.ValidationError({"assignee": [_("Choose somebody who may see the case.")]})
        try:
            if data["assignee"] == request.user:
                take_ticket(ticket, by=request.user, instead_of=data["instead_of"])
            else:
                assign_ticket(ticket, to=data["assignee"], by=request.user)
        except TakenError as error:
            return conflict(str(error), code="taken")
        return Response(TicketSerializer(ticket).data)

    @extend_schema(
        summary="Solve the case",
        tags=["cases"],
        request=SolveSerializer,
        responses={200: TicketSerializer, **REFUSED},
    )
    @action(detail=True, methods=["post"])
    def solve(self, request: ApiRequest, pk: str) -> Response:
        ticket, data = self.get_object(), self._validated(SolveSerializer)
        solve_ticket(ticket, by=request.user, **data)
        return Response(TicketSerializer(ticket).data)

    def _validated(self, serializer: type[serializers.Serializer]) -> dict[str, Any]:
        data = serializer(data=self.request.data, context=self.get_serializer_context())
        data.is_valid(raise_exception=True)
        return dict(data.validated_data)
