"""Authentication of the API: `Authorization: Bearer <token>`."""

from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from helpdesk.accounts.models import ApiToken, User
from helpdesk.accounts.second_step import lacks_second_step
from helpdesk.accounts.services import find_token, note_use


class TokenAuthentication(BaseAuthentication):
    """RFC 6750. A token may do what its person may do, and is held to the same second step."""

    scheme = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).decode("latin-1").split()
        if not words or words[0].lower() != self.scheme.lower():
            return None
        token = find_token(words[1]) if len(words) == 2 else None
        if token is None:
            raise AuthenticationFailed(_("This token is unknown or was revoked."))
        if lacks_second_step(token.user):
            raise PermissionDenied(_("Your role requires two-step verification. Set it up to continue."))
        note_use(token)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """With this a refusal is 401 and says how to sign in, rather than 403."""
        return self.scheme
