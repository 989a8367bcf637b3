"""The telephone in the browser: who has one, the token with which it signs in, and what its pages may reach."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from escalation.models import RingGroupMember
from helpdesk.accounts.models import User
from helpdesk.softphones import softphone_identity

TOKEN_LASTS = timedelta(minutes=30)
# What the provider's SDK reaches, in the words of its README ("Content Security Policy"): signalling and quality
# reports, then the sounds of its telephone. Its media travel as WebRTC, which a policy does not name.
SIGNALLING = ["https://eventgw.twilio.com", "wss://voice-js.roaming.twilio.com"]
SOUNDS = ["https://media.twiliocdn.com", "https://sdk.twilio.com"]


def has_softphone(user: User) -> bool:
    """Whether some ring group rings this person's browser."""
    in_browser = [RingGroupMember.Device.SOFTPHONE, RingGroupMember.Device.BOTH]
    return settings.HAS_SOFTPHONES and user.ring_memberships.filter(device__in=in_browser).exists()


def access_token(user: User) -> str:
    """A token for receiving calls as this person, for half an hour. It allows no call to be made."""
    token = AccessToken(
        settings.TWILIO_ACCOUNT_SID,
        settings.TWILIO_API_KEY_SID,
        settings.TWILIO_API_KEY_SECRET,
        grants=[VoiceGrant(incoming_allow=True)],
        identity=softphone_identity(user.pk),
        ttl=int(TOKEN_LASTS.total_seconds()),
    )
    return token.to_jwt()


def policy_update() -> dict[str, list[str]]:
    """What the content security policy of the desk's pages allows besides."""
    if settings.SOFTPHONE_SDK_URL:
        where = urlsplit(settings.SOFTPHONE_SDK_URL)
        origin = f"{where.scheme}://{where.netloc}"
        return {"script-src": [settings.SOFTPHONE_SDK_URL], "connect-src": [origin]}
    return {"connect-src": [*SIGNALLING, *SOUNDS], "media-src": ["mediastream:", *SOUNDS]}


class SoftphonePolicy:
    """Middleware: opens the pages of people who are signed in to the provider, and only where softphones are set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if settings.HAS_SOFTPHONES and request.user.is_authenticated:
            response._csp_update = policy_update()
        return response
