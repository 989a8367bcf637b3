"""A request that a program sends again after it saw no answer must not act twice."""

import hashlib
import json
import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.request import Request

HEADER = "Idempotency-Key"
IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    str,
    OpenApiParameter.HEADER,
    description="A repeat with the same key is answered and not done again; with another body it is refused (422).",
)


class KeyReusedError(APIException):
    """As draft-ietf-httpapi-idempotency-key-header has it, section 2.7."""

    status_code = 422
    default_code = "idempotency_key_reused"
    default_detail = _("This Idempotency-Key was used for another body. Send what is new with a new key.")


def source_key(request: Request, *about: object, kept: QuerySet) -> str:
    """The key of the request for our own rows: of this person, this deed and this body. `kept`: the rows that have one.

    Nobody meets another's. Raises KeyReusedError when the person used it with another body.
    """
    sent = request.headers.get(HEADER, "")
    text = "\0".join(map(str, [request.user.pk, *about, sent or uuid.uuid4().hex]))
    key = f"api:{hashlib.sha256(text.encode()).hexdigest()}"
    body = json.dumps(request.data, sort_keys=True)
    whole = f"{key}:{hashlib.sha256(body.encode()).hexdigest()[:16]}"
    used = kept.filter(source_key__startswith=key).values_list("source_key", flat=True).first() if sent else None
    if used not in {None, key, whole}:  # one without a body's digest is of an older version
        raise KeyReusedError
    return used or whole
