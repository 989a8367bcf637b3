"""Who may use the API, besides having to sign in."""

from django.views import View
from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class IsManager(BasePermission):
    """Managers and admins."""

    def has_permission(self, request: Request, view: View) -> bool:
        return request.user.is_authenticated and request.user.is_manager
