"""Keys of DKIM: made here, used once they are seen in the DNS, replaced by a newer one, taken away."""

import base64
from datetime import datetime

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.encryption import encrypt
from helpdesk.lib.locking import locked
from helpdesk.lib.transitions import try_move
from helpdesk.mail.domains.lookups import Lookups, UnansweredError
from helpdesk.mail.models import DkimKey, MailDomain
from helpdesk.mail.outbox.signing import note_trouble

BITS = 2048
"""RFC 8301, section 3.2; more do not fit every DNS console."""
Status = DkimKey.Status


@transaction.atomic
def create_key(name: str, *, at: datetime | None = None) -> DkimKey:
    """A key that waits to be published; the one that waits already when there is one, so that two presses make one."""
    at = at or timezone.now()
    MailDomain.objects.get_or_create(name=name)
    domain = locked(MailDomain.objects.get(name=name))
    waiting = domain.keys.filter(status=Status.WAITING).first()
    if waiting:
        return waiting
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    der = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    taken = set(domain.keys.values_list("selector", flat=True))
    dated = f"press4-{at:%Y%m%d}"
    selector = next(name for name in [dated, *(f"{dated}-{n}" for n in range(2, len(taken) + 3))] if name not in taken)
    return domain.keys.create(
        selector=selector,
        encrypted_private_key=encrypt(pem.decode()),
        public_key=base64.b64encode(der).decode(),
        created_at=at,
    )


def look_for_key(key: DkimKey, dns: Lookups, *, at: datetime | None = None) -> bool | None:
    """Whether others find it in the DNS, as the only record of its name; None when nobody answers, and then all stays
    as it is. What is found signs from now on, what is gone does not any more."""
    at = at or timezone.now()
    if key.is_retired:
        return None
    try:
        records = dns.ask(key.host, "TXT")
    except UnansweredError:
        return None
    is_there = len(records) == 1 and key.is_published_as(records[0])
    with transaction.atomic():
        # Two that begin at once would both be the one that signs.
        domain = locked(key.domain)
        DkimKey.objects.filter(pk=key.pk).update(checked_at=at)
        if is_there and key.status == Status.WAITING:
            for old in domain.keys.filter(status=Status.SIGNING):
                try_move(old, Status.RETIRED, retired_at=at, encrypted_private_key="")
            try_move(key, Status.SIGNING, began_at=at)
        elif not is_there:
            try_move(key, Status.WAITING)
    return is_there


def delete_key(key: DkimKey) -> None:
    """Nothing is signed with it any more. Raises ConflictError while it is the one that signs and another one waits to
    take its place: then there would be no signature until that one is seen."""
    others = DkimKey.objects.filter(domain=key.domain, status=Status.WAITING).exclude(pk=key.pk)
    if key.status == Status.SIGNING and others.exists():
        raise ConflictError(_("%(key)s is needed until the newer key is in the DNS.") % {"key": key})
    key.delete()
    if key.domain.trouble == MailDomain.Trouble.SIGNING:
        note_trouble(key.domain, "")  # without a key nobody expects a signature
