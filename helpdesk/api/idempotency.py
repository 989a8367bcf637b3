"""A request that a program sends again after it saw no answer must not act twice."""

import hashlib
import uuid

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

HEADER = "Idempotency-Key"
IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER, str, OpenApiParameter.HEADER, description="A repeat with the same key is answered and not done again."
)


def source_key(request: Request, *about: object) -> str:
    """The key of the request for our own rows: of this person and this deed, so that nobody meets another's."""
    sent = request.headers.get(HEADER, "")
    told = sent or uuid.uuid4().hex
    text = "\0".join(map(str, [request.user.pk, *about, told]))
    return f"api:{hashlib.sha256(text.encode()).hexdigest()}"
