"""The API's addresses."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from calls.api import CallViewSet
from carts.api import CartViewSet
from escalation.api import CallbackViewSet
from helpdesk.api import openapi, reference
from tickets.api import TicketViewSet

router = SimpleRouter()
router.register("tickets", TicketViewSet, basename="ticket")
router.register("calls", CallViewSet, basename="call")
router.register("carts", CartViewSet, basename="cart")
router.register("callbacks", CallbackViewSet, basename="callback")

urlpatterns = [
    path("v1/", include((router.urls, "v1"))),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", reference.page, name="api-docs"),
]

__all__ = ["openapi", "urlpatterns"]
