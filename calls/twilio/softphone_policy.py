"""Content security policy of the desk's pages for a telephone in the browser."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# What the provider's SDK reaches, in the words of its README ("Content Security Policy"): signalling and quality
# reports, then the sounds of its telephone. Its media travel as WebRTC, which a policy does not name.
SIGNALLING = ["https://eventgw.twilio.com", "wss://voice-js.roaming.twilio.com"]
SOUNDS = ["https://media.twiliocdn.com", "https://sdk.twilio.com"]


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
            # django-csp reads it and declares it nowhere
            response._csp_update = policy_update()  # type: ignore[attr-defined]
        return response
