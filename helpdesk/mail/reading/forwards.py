"""A mail that somebody forwarded within the text of theirs: what stands above it, and what it says."""

import re

from helpdesk.mail.reading.senders import Person, read_person

FIELDS = {
    "from": ("from", "von", "de", "absender"),
    "subject": ("subject", "betreff", "asunto", "objet", "sujet"),
    "other": (
        "date", "datum", "fecha", "sent", "gesendet", "enviado", "enviado el", "envoyé", "envoyé le",
        "to", "an", "para", "à", "pour", "cc", "kopie", "reply-to", "antwort an", "responder a", "répondre à",
    ),
}  # fmt: skip
"""What stands before the colon in the headers of a forwarded mail: English, German, Spanish, French."""
FIELD_OF = {label: field for field, labels in FIELDS.items() for label in labels}
LINE = re.compile(r"[>\s*_]{0,20}([^\W\d_][\w -]{0,15}?)[\s*_\xa0]{0,4}:[\s*_\xa0]{0,4}(\S.{0,400})?$")
FORWARDS = re.compile(r"\s{0,9}(?:fwd?|wg|rv|reenv|tr|enc)\s?:", re.I)
"""How the subject of a forward begins; an answer may hold the same headers above what it quotes."""
SAYS_SO = re.compile(r"forwarded|weitergeleitete|reenviado|transféré|réexpédié", re.I)
MARK = re.compile(r"[>\s]{0,20}(?:[-_]{2,}.{0,80}|(?:begin|anfang|inicio|début)\b.{0,60}:)$", re.I)
MAILTO = re.compile(r"[\[<]\s{0,3}mailto:([^\]>\s]{1,254})\s{0,3}[\]>]", re.I)
QUOTED = re.compile(r"^[ \t]{0,3}>[ \t]?", re.M)
LOOKED_AT, MOST_FIELDS = 400, 30
"""Lines: whoever forwards a mail writes less above it, and no program writes more headers into the text."""


def forwarded_in(text: str, subject: str) -> tuple[str, Person, str, str] | None:
    """What stands above the first mail that was forwarded in `text`, who wrote that, its subject and its words; None
    when none was. Nothing of it is proven: whoever forwards a text can write what they like into it."""
    lines = text.split("\n")
    for number, line in enumerate(lines[:LOOKED_AT]):
        if not _field(line)[0]:
            continue
        end = number
        found: dict[str, str] = {}
        while end < min(number + MOST_FIELDS, len(lines)) and _field(lines[end])[0]:
            field, value = _field(lines[end])
            found.setdefault(field, value)
            end += 1
        person = read_person(MAILTO.sub(r"<\1>", found.get("from", "")))
        # Above the mail, a line may introduce it, and say that it is forwarded.
        above, says_so = number, bool(FORWARDS.match(subject))
        while above and (not lines[above - 1].strip(" >") or MARK.match(lines[above - 1])):
            above -= 1
            says_so = says_so or bool(SAYS_SO.search(lines[above]))
        if person.address and len(found) > 1 and says_so:
            below = "\n".join(lines[end:]).strip("\n")
            if all(line.lstrip().startswith(">") for line in below.split("\n") if line.strip()):
                below = QUOTED.sub("", below)
            return "\n".join(lines[:above]).strip(), person, found.get("subject", ""), below.strip()
    return None


def _field(line: str) -> tuple[str, str]:
    """Which header of a forwarded mail a line is, and what stands in it; "" when it is none."""
    found = LINE.match(line)
    field = FIELD_OF.get(found[1].strip().lower(), "") if found else ""
    return (field, (found[2] or "").strip(" *")) if found and field else ("", "")
