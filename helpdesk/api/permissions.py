"""Who may use the API, besides having to sign in."""

from django.views import View
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from helpdesk.accounts.models import User


class ApiRequest(Request):
    """What a view of the API is called with: somebody is signed in. For annotations only."""

    user: User


class IsManager(BasePermission):
    """Managers and admins."""

    def has_permission(self, request: Request, view: View) -> bool:
        return request.user.is_authenticated and request.user.is_manager
