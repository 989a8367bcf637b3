"""Mails that a mailing list or group rewrote under its own address: find the real author."""

import re
from collections.abc import Callable

from helpdesk.mail.reading.mail_headers import header, raw_header
from helpdesk.mail.reading.senders import Person, plain_address, read_people, read_person
from helpdesk.mail.reading.source import Part

VIA = re.compile(r"\s[(\[]?(?:via|über|through)\s\S", re.IGNORECASE)
ORIGINALS = ("x-original-from", "original-from", "author")
"""Headers with who wrote it (Google Groups, RFC 7960, RFC 9057)."""
OF_LISTS = ("list-id", "list-post", "mailing-list", "x-beenthere")
ADDRESS_IN_LOCAL = re.compile(r"([^=@\s]{1,64})=([^=@\s]{1,255})@\S{1,255}")
"""vera=buyer.example@groups.example: the address of who wrote it, before the list's own domain."""


def is_through_list(mail: Part, sender: Person) -> bool:
    """Whether the sender is a list, which wrote itself into From."""
    named = " ".join(header(mail, name) for name in OF_LISTS).lower()
    return bool(sender.address) and (sender.address in named or sender.address.replace("@", ".", 1) in named)


def says_via(sender: Person) -> bool:
    """Whether the name says that somebody else sent it on: "'Vera Lund' via Desk"."""
    return bool(VIA.search(sender.name))


def author(mail: Part, sender: Person, *, is_ours: Callable[[str], bool]) -> Person | None:
    """Who wrote a mail that a list or a shared mailbox sent on; None when `sender` did, or nothing says it."""
    is_list = is_through_list(mail, sender)
    if not is_list and not says_via(sender):
        return None
    people = [read_person(raw_header(mail, name)) for name in ORIGINALS]
    if says_via(sender) and (is_list or is_ours(sender.address)):
        people += read_people(raw_header(mail, "reply-to"))
    people.append(read_person(raw_header(mail, "x-original-sender")))
    within = ADDRESS_IN_LOCAL.fullmatch(sender.address)
    if within:
        people.append(Person("", plain_address(f"{within[1]}@{within[2]}")))
    found = next((one for one in people if one.address and one.address != sender.address), None)
    if not found:
        return None
    via = VIA.search(sender.name)
    name = sender.name[: via.start()].strip(" \"'“”„‘’") if via else ""
    return Person(("" if says_via(found) else found.name) or name, found.address)
