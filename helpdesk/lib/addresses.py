"""E-mail addresses in every script: one form inside, the form of the wire at the edge (RFC 6531, UTS 46)."""

import re
import unicodedata
from contextlib import suppress
from typing import Any

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

LONGEST = 254
"""As long as a path of SMTP may be, without its brackets (RFC 5321, section 4.5.3.1.3)."""
LONGEST_LOCAL = 64
BEYOND_ASCII = re.compile(r"[\u0080-\U0010ffff]")
NO_PART_OF_AN_ADDRESS = re.compile(
    r"[\u0080-\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060-\u206f\u3000\ufeff\ufff0-\uffff]"
)
"""Spaces and invisible signs beyond ASCII: an address with one looks like another one."""
RECIPIENT = re.compile(r'(?:"(?:\\[^\n]|[^"\\\n])*"|[^,;\n])+')
"""Up to the next one; a name that has a comma stands in quotation marks (RFC 5322, section 3.2.4)."""
NEEDLESS_QUOTES = re.compile(r"\"([\w.+-]{1,62})\"(?=@)")
STRAY_DOT = re.compile(r"^\.|\.(?=\.|\Z)")
"""Where no dot may stand before the @ unless in quotation marks (RFC 5321, section 4.1.2). DoCoMo and au, of Japan,
gave out such addresses for years, and their people still have them."""
_check = EmailValidator()


def normal_email(text: str) -> str:
    """The address as we keep and compare it: lower case, one form of each letter, a domain in its own letters.

    müller@bücher.example, MÜLLER@BÜCHER.example and müller@xn--bcher-kva.example are one. What is no address is
    answered in lower case.
    """
    unquoted = NEEDLESS_QUOTES.sub(r"\1", unicodedata.normalize("NFC", text.strip()))
    local, at, domain = unquoted.rpartition("@")
    lowered = domain.lower()
    if not lowered.isascii() or "xn--" in lowered:
        with suppress(ValueError):  # idna's errors are UnicodeErrors
            lowered = idna.decode(idna.encode(domain, uts46=True, transitional=False))
    # Lower case may take a letter apart, or bring it together with its accent: composed once more.
    return unicodedata.normalize("NFC", f"{local}{at}{lowered}".lower())


def spellings(address: str) -> set[str]:
    """The forms in which mails, once sent, may bear the address: as it was written then, in lower case."""
    normal = normal_email(address)
    found = {normal, address.strip().lower(), unicodedata.normalize("NFD", normal)}
    with suppress(ValueError):
        found.add(on_the_wire(normal).lower())
    return found


def is_email(text: str) -> bool:
    """Whether a mail may be sent to it, in some way."""
    local, at, domain = text.rpartition("@")
    try:
        check_email(f"{STRAY_DOT.sub('x', local)}{at}{domain}")
    except ValidationError:
        return False
    return True


def check_email(text: str) -> None:
    """Django's validator, for addresses with letters beyond ASCII too. Raises ValidationError, also for stray dots: who
    types them into a form hardly ever means them."""
    local, _at, domain = text.rpartition("@")
    wrong = ValidationError(_("Enter a valid email address."), code="invalid", params={"value": text})
    if NO_PART_OF_AN_ADDRESS.search(text) or len(text.encode(errors="replace")) > LONGEST:
        raise wrong
    try:
        ascii_domain = domain_on_the_wire(domain)
        text.encode()
    except ValueError:
        raise wrong from None
    if len(local.encode()) > LONGEST_LOCAL:
        raise wrong
    # RFC 6531, section 3.3: wherever a letter of ASCII may stand, one of any other script may.
    _check(f"{BEYOND_ASCII.sub('x', local)}@{ascii_domain}")


def on_the_wire(address: str) -> str:
    """With the domain as servers know it (xn--…), and stray dots in quotation marks. It still has letters beyond ASCII
    when its first part does."""
    local, at, domain = address.rpartition("@")
    if STRAY_DOT.search(local) and '"' not in local:
        local = f'"{local}"'
    return f"{local}{at}{domain_on_the_wire(domain)}"


def domain_on_the_wire(domain: str) -> str:
    """Raises ValueError for a domain that has no such form."""
    if domain.isascii():
        return domain
    return idna.encode(domain, uts46=True, transitional=False).decode()


def domain_of(address: str) -> str:
    """As servers know it, in lower case. Raises ValueError for a domain that has no such form."""
    return on_the_wire(address).rpartition("@")[2].lower()


def split_addresses(text: str) -> list[str]:
    """What is typed or pasted into a field for recipients: commas, semicolons and lines part it, but not those in
    quotation marks, and of "Ann Lee <ann@example.com>" the address counts. Each in the form that we keep, whether or
    not it is an address."""
    found = []
    for part in RECIPIENT.findall(text):
        start, end = part.rfind("<"), part.rfind(">")
        found.append(normal_email(part[start + 1 : end] if 0 <= start < end else part))
    return [address for address in found if address]


class AddressField(forms.EmailField):
    """An e-mail address in any script, in the form that we keep.

    Typed into a plain text field: browsers refuse letters beyond ASCII before the @ of a field of their own for e-mail.
    """

    default_validators = [check_email]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.input_type = "text"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}

    def to_python(self, value: object) -> str:
        text = super().to_python(value)
        return normal_email(text) if text else ""


class AddressesField(forms.Field):
    """Several e-mail addresses; answers a list of them, and names the one that is none."""

    widget = forms.TextInput
    default_error_messages = {"required": _("Enter at least one email address.")}
    longest = 2000

    def to_python(self, value: Any) -> list[str]:
        text = str(value or "")
        if len(text) > self.longest:
            raise ValidationError(_("These are too many addresses."))
        addresses = split_addresses(text)
        for address in addresses:
            if not is_email(address):
                raise ValidationError(_("“%(address)s” is no email address."), params={"address": address})
        return addresses

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}
