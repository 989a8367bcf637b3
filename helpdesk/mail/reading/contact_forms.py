"""Mails of contact forms: they come from the shop itself or from a service, and the buyer is named inside."""

import re
from collections.abc import Callable, Iterable

from helpdesk.mail.reading.senders import Person, read_person

ROBOTS = re.compile(
    r"(?:no|donot|do-not|do_not)[-_.]?reply.{0,40}|wordpress|www-?data|apache|nobody|web-?(?:form|site|master|server)|web"
    r"|(?:contact|kontakt|web|formular)?[-_.]?forms?(?:ular)?|form(?:mail|er|spree|-?submissions?|-?responses?)"
    r"|kontaktformular|contact-?us|mailer|mailbot|notifications?|system|cgi(?:-?mailer)?|server|robot|bot",
    re.IGNORECASE,
)
"""Before the @ of an address that no person writes from."""
SERVICES = frozenset({
    "typeform.com", "jotform.com", "wufoo.com", "formspree.io", "formstack.com", "cognitoforms.com",
    "123formbuilder.com", "squarespace.info", "squarespace.com", "wix.com", "wixforms.com", "wix-forms.com",
    "netlify.com", "formsubmit.co", "getform.io", "webflow.com", "weebly.com", "paperform.co", "tally.so",
    "zohoforms.com", "formcrafts.com", "web3forms.com", "staticforms.xyz", "usebasin.com", "formcarry.com",
    "jimdo.com",
})  # fmt: skip
"""Domains that send what was typed into a form."""
LABELLED = re.compile(r"^[\s>*_|•-]{0,9}([^\n:=]{2,40}?)[*_ ]{0,4}\s?[:=][*_ ]{0,4}[ \t]{0,9}([^\n]{0,300})$", re.M)
LABELS_ADDRESS = re.compile(
    r"(?:(?:your|ihre?|deine?|votre|adresse|customer|contact|sender|dirección de|indirizzo)\s)?"
    r"(?:e-?mail|mail|correo|courriel|absender)"
    r"(?:[ -]?(?:address|adresse|id|electrónico))?(?:\s\(?required\)?)?",
    re.IGNORECASE,
)
LABELS_NAME = re.compile(
    r"(?:(?:your|ihr|dein|votre|customer|contact|full|sender)\s)?(?:name|fullname|nom|nombre|nome)(?:\s\(?required\)?)?",
    re.I,
)
LABELS_FIRST = re.compile(r"(?:first|given)[ -]?name|vorname|prénom|forename", re.I)
LABELS_LAST = re.compile(r"(?:last|family|sur)[ -]?name|nachname|nom de famille", re.I)
LOOKED_AT = 20_000


def is_robot(address: str) -> bool:
    """Whether an address is one that forms and machines write from."""
    local, _at, domain = address.partition("@")
    return bool(ROBOTS.fullmatch(local.partition("+")[0])) or any(
        domain == service or domain.endswith(f".{service}") for service in SERVICES
    )


def buyer_of_form(
    sender: str,
    *,
    reply_to: Iterable[Person],
    to: Iterable[Person],
    text: str,
    is_ours: Callable[[str], bool],
    is_form: Callable[[str], bool],
) -> Person | None:
    """The buyer who filled in the form, or None when the mail is none of a form. `is_form`: whose word is taken for it.

    Reply-To alone says nothing when a person writes: it may be an assistant's or a list's.
    """
    if not (is_form(sender) or is_ours(sender)):
        return None
    # Our own mail to somebody is an answer of ours, wherever an answer to it is to go.
    if is_ours(sender) and any(not is_ours(person.address) for person in to):
        return None
    typed = _typed(text[:LOOKED_AT])
    people = [one for one in [*reply_to, typed] if one.address and not is_ours(one.address)]
    buyer = next((one for one in people if not is_form(one.address) and not is_robot(one.address)), None)
    return Person(buyer.name or typed.name, buyer.address) if buyer else None


def _typed(text: str) -> Person:
    """Name and address as they were typed into the fields of the form."""
    fields: dict[str, str] = {}
    for found in LABELLED.finditer(text):
        label = found[1].strip(" *_")
        value = found[2].strip(" *_") or text[found.end() :].lstrip("\n ").partition("\n")[0].strip(" *_")
        for field, labels in (
            ("address", LABELS_ADDRESS),
            ("name", LABELS_NAME),
            ("first", LABELS_FIRST),
            ("last", LABELS_LAST),
        ):
            if labels.fullmatch(label):
                fields.setdefault(field, value)
    address = read_person(fields.get("address", "")).address
    name = fields.get("name") or " ".join(filter(None, [fields.get("first"), fields.get("last")]))
    return Person("" if "@" in name else name[:120], address)
