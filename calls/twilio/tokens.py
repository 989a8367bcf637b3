"""Access tokens with which a telephone in the browser (softphone) signs in at the provider."""

from datetime import timedelta

from django.conf import settings
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from helpdesk.accounts.models import User
from helpdesk.lib.softphones import softphone_identity

TOKEN_LASTS = timedelta(minutes=30)


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
    signed: str = token.to_jwt()
    return signed
