"""Parse names and addresses of mails and tables, as they are written and not as the rules want them."""

import re
from dataclasses import dataclass

import idna

from helpdesk.lib.addresses import NEEDLESS_QUOTES, normal_email
from helpdesk.mail.reading.mail_headers import SPACES, decoded_words, undeclared

ANGLE = re.compile(r"<[<\s]{0,9}([^<>]{1,320})[>\s]{0,9}>")
BARE = re.compile(r"(?<![^\s<>,;:\"'()\[\]])[^\s<>,;:\"'()\[\]@]{1,64}@[^\s<>,;:\"'()\[\]@]{1,255}")
QUOTED = re.compile(r'"((?:[^"\\]|\\.){0,300})"')
LOCAL = re.compile(r"[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f]{1,64}|\"[^\"\\\s]{1,62}\"")
ROUTE = re.compile(r"^@[^:]{1,200}:")
"""By which hosts a mail was to go (RFC 5322, section 4.4); nobody does that any more."""
LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
ASIDE = re.compile(r"\"(?:[^\"\\]|\\.){0,300}\"(?!@)|\([^()]{0,300}\)")
HIDDEN, SHOWN = str.maketrans("<>@", "\ue000\ue001\ue002"), str.maketrans("\ue000\ue001\ue002", "<>@")
NO_NAME = re.compile(r"[,;:()\[\]\"'<>]")
LONGEST = 4_000
"""Characters of a header with addresses that are looked at."""
LONGEST_ADDRESS = 254
"""Small letters may be more than the capitals were."""
NAME_LENGTH = 120


@dataclass(frozen=True)
class Person:
    """Who is named in a header; either may be empty."""

    name: str
    address: str


def read_person(raw: str) -> Person:
    """The first person of a header such as From."""
    return next(iter(read_people(raw)), Person("", ""))


def read_people(raw: str) -> list[Person]:
    """Everyone in a header of addresses: in quotation marks, brackets and groups, with commas in names or not."""
    text = INVISIBLE.sub("", SPACES.sub(" ", undeclared(raw[:LONGEST]))).strip()
    text = NEEDLESS_QUOTES.sub(r"\1", text)
    # What stands in quotation marks or round brackets is a name, whatever it looks like (RFC 5322, section 3.4): a
    # server that checks the sender reads it so too. Only where nobody is named otherwise it may be an address.
    hidden = ASIDE.sub(lambda found: found[0].translate(HIDDEN), text)
    people = [Person(one.name.translate(SHOWN), one.address) for one in _people(hidden)]
    return people or _people(text)


def is_one_address(raw: str) -> bool:
    """Whether a header names one address and no more, without encoding or hiding it."""
    return ASIDE.sub("", raw).count("@") == 1


def _people(text: str) -> list[Person]:
    people: list[Person] = []
    place = 0
    for found in ANGLE.finditer(text):
        if "@" not in decoded_words(found[1]):
            continue
        before = text[place : found.start()]
        place = found.end()
        # What stands alone before a comma is an address of its own: "a@b.example, Ann <c@d.example>".
        alone, comma, name = before.rpartition(",")
        others = _bare(alone) if comma and "@" in alone and '"' not in name else []
        if others:
            people += others
            before = name
        address = plain_address(found[1])
        if address:
            people.append(Person(_name(before), address))
    people += _bare(text[place:])
    # Some programs encode the whole header, the address too.
    written_out = decoded_words(text)
    return people if people or written_out == text else read_people(written_out)


def plain_address(text: str) -> str:
    """The address in small letters, its domain in the letters of its people; "" when it is none."""
    text = INVISIBLE.sub("", decoded_words(text)).strip().strip("<>").strip()
    if text.lower().startswith("mailto:"):
        text = text[len("mailto:") :].partition("?")[0]
    text = ROUTE.sub("", text.strip().strip("'").rstrip("."))
    local, at, domain = text.rpartition("@")
    if not at or not LOCAL.fullmatch(local) or len(text) > 254:
        return ""
    domain = readable_domain(domain.lower())
    labels = domain.split(".")
    if len(labels) < 2 or not all(LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        return ""
    normal = normal_email(f"{local}@{domain}")
    return normal if len(normal) <= LONGEST_ADDRESS else ""


def readable_domain(domain: str) -> str:
    """ "xn--mller-kva.example" as "müller.example", so that one person is one in both spellings."""
    if not domain.isascii() or "xn--" in domain:
        try:
            return idna.decode(domain, uts46=True)
        except (idna.IDNAError, UnicodeError):
            pass
    return domain


def _bare(text: str) -> list[Person]:
    """Addresses without angle brackets; a name may stand behind one in round ones (RFC 822)."""
    people, found = [], list(BARE.finditer(text))
    for number, match in enumerate(found):
        address = plain_address(match[0])
        following = text[match.end() : found[number + 1].start() if number + 1 < len(found) else None]
        comment = re.match(r"\s?\(([^()]{1,200})\)", following)
        before = text[found[number - 1].end() if number else 0 : match.start()]
        if address and not _goes_on(before, address):
            name = comment[1] if comment else before.rstrip(" <[(") if not number else ""
            people.append(Person(_name(name), address))
    return people


def _goes_on(before: str, address: str) -> bool:
    """Whether the words before an address may be its beginning: "bob smith@buyer.example" is no address, and certainly
    not that of Smith. A name has several words with capitals, or shows in the address."""
    if "<" in before and before.rpartition("<")[2].strip():
        return True
    words = NO_NAME.split(before)[-1].split()
    local = address.partition("@")[0]
    if not words or not words[-1][-1].isalnum() or not "".join(words).isascii():
        return False
    if any(len(word) > 1 and (word.lower() in local or local in word.lower()) for word in words):
        return False
    return len(words) == 1 or not all(word[0].isupper() for word in words)


def _name(text: str) -> str:
    text = text.strip(" ,;")
    group, colon, rest = text.rpartition(":")
    if colon and '"' not in text and "=?" not in group:
        text = rest
    # Quotation marks first, encoded words then: a comma or quotation mark inside a word is part of the name.
    text = QUOTED.sub(lambda match: re.sub(r"\\(.)", r"\1", match[1]), text)
    text = SPACES.sub(" ", INVISIBLE.sub("", decoded_words(text)).replace("\0", "")).strip()
    for pair in ('""', "''", "“”", "„“", "«»"):
        if len(text) > 2 and text[0] == pair[0] and text[-1] == pair[1]:
            text = text[1:-1].strip()
    text = text.strip('"<> ')
    text = "" if text in {"'", "-", "("} else text
    return "" if any(map(plain_address, text.split())) else text[:NAME_LENGTH]
