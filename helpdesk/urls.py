"""Every address of the desk."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from helpdesk import health, views
from helpdesk.accounts.views import no_further_addresses
from helpdesk.lib import live

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth has it
admin.site.site_header = admin.site.site_title = "Press 4"

urlpatterns = [
    path("", include("calls.urls")),  # first, for a caller waits: each address is tried in this order
    path("", views.home, name="home"),
    path("accounts/email/", no_further_addresses, name="account_email"),  # before django-allauth's own
    path("accounts/", include("allauth.urls")),
    path("me/", include("helpdesk.accounts.urls")),
    path("live/", live.news, name="live"),
    path("", include("tickets.urls")),
    path("", include("escalation.urls")),
    path("", include("carts.urls")),
    path("api/", include("helpdesk.api.urls")),
    path("admin/", admin.site.urls),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]

handler400 = "helpdesk.error_pages.bad_request"
handler403 = "helpdesk.error_pages.permission_denied"
handler404 = "helpdesk.error_pages.page_not_found"
handler500 = "helpdesk.error_pages.server_error"
