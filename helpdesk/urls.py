"""Every address of the desk."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from rest_framework.routers import SimpleRouter

from calls.api import CallViewSet
from carts.api import CartViewSet
from escalation.api import CallbackViewSet
from helpdesk import health, views
from helpdesk.accounts.views import no_further_addresses
from helpdesk.lib import live
from tickets.api import TicketViewSet
from tickets.mails_api import ReceivedMailViewSet, SentMailViewSet
from tickets.sent_api import OfferViewSet, SentViewSet

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth has it
admin.site.site_header = admin.site.site_title = "Press 4"

api = SimpleRouter()
api.register("tickets", TicketViewSet, basename="ticket")
api.register("calls", CallViewSet, basename="call")
api.register("carts", CartViewSet, basename="cart")
api.register("received", ReceivedMailViewSet, basename="received")
api.register("outbound", SentMailViewSet, basename="outbound")
api.register("sent", SentViewSet, basename="sent")
api.register("offers", OfferViewSet, basename="offer")
api.register("callbacks", CallbackViewSet, basename="callback")

urlpatterns = [
    path("", include("calls.urls")),  # first, for a caller waits: each address is tried in this order
    path("", views.home, name="home"),
    path("accounts/email/", no_further_addresses, name="account_email"),  # before django-allauth's own
    path("accounts/", include("allauth.urls")),
    path("me/", include("helpdesk.accounts.urls")),
    path("live/", live.news, name="live"),
    path("menu/", views.menu, name="menu"),
    path("help/", include("tickets.portal.urls")),
    path("mail/hooks/", include("helpdesk.mail.hooks.urls")),
    path("", include("tickets.urls")),
    path("", include("escalation.urls")),
    path("", include("carts.urls")),
    path("", include("helpdesk.configuration.urls")),
    path("api/v1/", include((api.urls, "v1"))),
    path("api/", include("helpdesk.api.urls")),
    path("admin/", admin.site.urls),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]

handler400 = "helpdesk.serving.error_pages.bad_request"
handler403 = "helpdesk.serving.error_pages.permission_denied"
handler404 = "helpdesk.serving.error_pages.page_not_found"
handler500 = "helpdesk.serving.error_pages.server_error"
