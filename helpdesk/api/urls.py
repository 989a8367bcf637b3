"""The addresses that describe the API. Those of its parts are in helpdesk/urls.py, which knows every floor."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from helpdesk.api import openapi, reference

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", reference.page, name="api-docs"),
]

__all__ = ["openapi", "urlpatterns"]
