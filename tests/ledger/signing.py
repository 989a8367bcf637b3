"""A mail of the shop, signed as its mail server signs it."""

import base64

import dkim
from cryptography.hazmat.primitives import serialization

from tests.mail.writing import letter

ALBUM = (
    "Dear Ann, with each ticket for Jazz Fest comes the photo album Harbor Lights, printed on heavy paper. "
    "Choose your twelve pictures before the doors open, and we send it to your home: https://lantern.test/a/BRASS20"
)


def public(key) -> str:
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


def signed(key, *, domain: str = "lantern.test", text: str = ALBUM, **options) -> bytes:
    raw = letter(sender="shop@lantern.test", to="ann@buyers.test", subject="Your album", text=text).as_bytes()
    return sign(raw.replace(b"\n", b"\r\n"), key, domain=domain, **options)


def sign(raw: bytes, key, *, domain: str = "lantern.test", **options) -> bytes:
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return dkim.sign(raw, b"s1", domain.encode(), pem, **options) + raw
