"""URLs of the carts app."""

from django.urls import path

from carts import public_views, shop_views, views, webhooks

app_name = "carts"
urlpatterns = [
    path("carts/", views.board, name="board"),
    path("carts/found/", views.found, name="found"),
    path("carts/<int:pk>/", views.detail, name="detail"),
    path("carts/<int:pk>/trace/", views.entry_panel, name="entry_panel"),
    path("carts/<int:pk>/open-case/", views.open_case, name="open_case"),
    path("carts/mails/<int:step_pk>/", views.mail_as_sent, name="mail"),
    path("tickets/<int:pk>/carts/", views.ticket_panel, name="ticket_panel"),
    path("requesters/<int:pk>/carts/", views.requester_panel, name="requester_panel"),
    path("settings/shops/", shop_views.shops, name="shops"),
    path("settings/shops/new/", shop_views.shop, name="new_shop"),
    path("settings/shops/<int:pk>/", shop_views.shop, name="shop"),
    path("settings/shops/<int:pk>/delete/", shop_views.remove_shop, name="delete_shop"),
    path("settings/recovery-email/", shop_views.recovery_email, name="recovery_email"),
    path("settings/recovery-email/reset/", shop_views.reset_recovery_email, name="reset_recovery_email"),
    path("settings/recovery-email/<int:pk>/<slug:theme>/", shop_views.recovery_email_html, name="recovery_email_html"),
    path("resume/<str:token>/", public_views.resume, name="resume"),
    path("unsubscribe/<str:token>/", public_views.unsubscribe_page, name="unsubscribe"),
    path("api/v1/carts/events", webhooks.events, name="events"),
    path("api/v1/carts/beacon", webhooks.beacon, name="beacon"),
]
