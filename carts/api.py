"""API of carts: serializers, filter and viewset, read only. Shops report through carts/webhooks.py."""

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from carts.models import Cart, CartEvent


class CartItemSerializer(serializers.Serializer):
    name = serializers.CharField()
    quantity = serializers.IntegerField()
    unit_cents = serializers.IntegerField()
    fees_cents = serializers.IntegerField()


class CartEventSerializer(serializers.ModelSerializer):
    """Something that happened in the checkout."""

    class Meta:
        model = CartEvent
        fields = ["event_id", "kind", "occurred_at", "payload", "is_from_browser"]
        read_only_fields = fields


class CartSerializer(serializers.ModelSerializer):
    """What one buyer is trying to buy, and what went wrong."""

    items = CartItemSerializer(many=True, read_only=True)

    class Meta:
        model = Cart
        fields = [
            "id",
            "source",
            "external_id",
            "status",
            "email",
            "phone",
            "name",
            "event",
            "items",
            "total_cents",
            "currency",
            "step",
            "problem",
            "problem_detail",
            "problem_at",
            "order_reference",
            "ordered_at",
            "started_at",
            "active_at",
            "abandoned_at",
            "ticket",
        ]
        read_only_fields = fields


class CartDetailSerializer(CartSerializer):
    """A cart with everything that the shop reported, in the order in which it happened."""

    events = CartEventSerializer(many=True, read_only=True)

    class Meta(CartSerializer.Meta):
        fields = [*CartSerializer.Meta.fields, "events"]
        read_only_fields = fields


class CartFilter(filters.FilterSet):
    status = filters.MultipleChoiceFilter(choices=Cart.Status.choices)

    class Meta:
        model = Cart
        fields = ["source", "external_id", "problem", "event", "ticket"]


@extend_schema_view(
    list=extend_schema(summary="List carts", tags=["carts"]),
    retrieve=extend_schema(summary="One cart with its events", tags=["carts"]),
)
class CartViewSet(viewsets.ReadOnlyModelViewSet):
    """The carts of the organizers that the person behind the token looks after."""

    queryset = Cart.objects.none()
    filterset_class = CartFilter
    lookup_value_regex = r"\d+"
    serializer_class = CartSerializer

    def get_queryset(self) -> QuerySet[Cart]:
        carts = Cart.objects.visible_to(self.request.user)
        return carts.prefetch_related("events") if self.action == "retrieve" else carts

    def get_serializer_class(self) -> type[serializers.BaseSerializer]:
        return CartDetailSerializer if self.action == "retrieve" else self.serializer_class
