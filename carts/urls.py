"""Addresses of the carts app."""

app_name = "carts"
urlpatterns: list = []
