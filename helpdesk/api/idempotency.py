"""A request that a program sends again after it saw no answer must not act twice."""

import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from helpdesk.lib.locking import AdvisoryLock

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


@contextmanager
def once(request: Request, *about: object, kept: QuerySet) -> Iterator[str]:
    """A transaction, and a key for our own rows of this person, this deed and this body. `kept`: rows that have one.

    Requests with one key pass one after the other, so that of two at the same moment the second sees what the first
    wrote. Nobody meets another's key. Raises KeyReusedError when the person used it with another body.
    """
    sent = request.headers.get(HEADER, "")
    text = "\0".join(map(str, [request.user.pk, *about, sent or uuid.uuid4().hex]))
    digest = hashlib.sha256(text.encode())
    body = json.dumps(request.data, sort_keys=True)
    key = f"api:{digest.hexdigest()}"
    whole = f"{key}:{hashlib.sha256(body.encode()).hexdigest()[:16]}"
    with transaction.atomic():
        used = None
        if sent:
            # The lock has 32 bits: two keys may wait for each other, and no more.
            AdvisoryLock.IDEMPOTENCY_KEY.hold([int.from_bytes(digest.digest()[:4], signed=True)])
            used = kept.filter(source_key__startswith=key).values_list("source_key", flat=True).first()
        if used not in {None, key, whole}:  # one without a body's digest is of an older version
            raise KeyReusedError
        yield used or whole
