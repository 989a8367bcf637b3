"""The text and the attachments' names in a MIME mail, as its reader saw them."""

import mimetypes
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from helpdesk.lib.charsets.decoding import read_bytes
from helpdesk.lib.charsets.names import known_charset
from helpdesk.mail.reading import outlook
from helpdesk.mail.reading.calendars import said_of_calendar
from helpdesk.mail.reading.encodings import decoded
from helpdesk.mail.reading.errors import TooMuchError
from helpdesk.mail.reading.html_text import html_to_text
from helpdesk.mail.reading.mail_headers import header, raw_header, read_header, undeclared
from helpdesk.mail.reading.source import Part, encoded_inside, parse_mail

DEEPEST, MOST_PARTS = 20, 200
MOST_TAGS = 100_000
"""More signs that begin a tag are no mail of a person, and take seconds to read."""
META = re.compile(rb"<meta\b[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_:-]{2,40})", re.I)
BLANK = re.compile(r"\[cid:[^\]\s]{1,200}\]|&nbsp;|[\s\u00ad\u200b-\u200f\u2060\ufeff\u00a0]+")
ONLY_HTML = re.compile(r"\b(?:html|browser|this (?:e-?)?mail|view (?:this|it))\b", re.I)
NOT_SUPPORTED = re.compile(
    r"\b(?:(?:does not|doesn't|cannot|can't|not) (?:support|display|show|view)"
    r"|html[ -](?:e-?mail|format|message|version))",
    re.I,
)
WRAPPED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
CALENDARS = ("text/calendar", "application/ics")


@dataclass(frozen=True)
class FilePart:
    """A file that came with a mail; only pictures within the text may have no name."""

    name: str
    content_type: str
    content_id: str
    """By which the HTML of the mail shows it, without its brackets."""
    content: bytes = field(repr=False)


@dataclass
class Found:
    """What was found so far, while the parts are walked through."""

    hint: str
    """The charset that parts are read in that do not say theirs, when it fits."""
    texts: list[str] = field(default_factory=list)
    html: str = ""
    """The first part of HTML, as it came."""
    files: list[FilePart] = field(default_factory=list)
    wrapped: list[str] = field(default_factory=list)
    """Texts in a winmail.dat, which count where the mail has no others: most have theirs beside it."""
    remarks: list[str] = field(default_factory=list)
    parts: int = 0


def read_parts(mail: Part, *, hint: str) -> Found:
    """Walk through the mail once. Raises TooMuchError when it is nested or divided beyond all measure."""
    found = Found(hint)
    _walk(mail, found, depth=0)
    found.texts = [text for text in map(_tidy, found.texts) if text]
    if all(map(is_blank, found.texts)):
        found.texts = [text for text in map(_tidy, found.wrapped) if text]
    return found


def _walk(part: Part, found: Found, *, depth: int) -> None:
    found.parts += 1
    if found.parts > MOST_PARTS or depth > DEEPEST:
        raise TooMuchError(
            _("The email has more than %(parts)d parts, or they are nested more than %(depth)d deep.")
            % {"parts": MOST_PARTS, "depth": DEEPEST}
        )
    # Not get_payload(), which fails on a charset that is written as RFC 2231 allows (charset*=us-ascii'en'utf-8).
    inner, kind = part._payload, part.get_content_type()
    if encoded := encoded_inside(part):
        # As a part of this kind; it may be only words.
        head = b"Content-Type: " + raw_header(part, "content-type").encode("utf-8", "surrogateescape") + b"\n\n"
        unwrapped = parse_mail(head + decoded(encoded, part))._payload
        inner = unwrapped if isinstance(unwrapped, list) and unwrapped else inner
    if isinstance(inner, list) and kind == "message/delivery-status":
        found.texts.append("\n\n".join("\n".join(f"{key}: {value}" for key, value in block.items()) for block in inner))
    elif isinstance(inner, list) and kind.startswith("message/"):
        _forwarded(inner, part, found, depth=depth)
    elif isinstance(inner, list) and kind == "multipart/alternative":
        _alternative(inner, found, depth=depth)
    elif isinstance(inner, list):
        for one in inner:
            _walk(one, found, depth=depth + 1)
    elif _is_words(part, kind):
        found.texts.append(words_of(part, found))
    else:
        _note_file(part, kind, found)


def _alternative(parts: list[Part], found: Found, *, depth: int) -> None:
    """The same words several times: the plainest that has any. Of the other kinds only files count."""
    tried = []
    for part in parts:
        one = Found(found.hint, parts=found.parts)
        _walk(part, one, depth=depth + 1)
        found.parts = one.parts
        tried.append(one)
        found.files += one.files
        found.remarks += one.remarks
    found.html += next((one.html for one in tried if one.html), "")
    visible = [one.texts for one in tried if any(not is_blank(text) for text in one.texts)]
    # Some say only that there is HTML.
    plain = [
        texts
        for texts, words in zip(visible, map("\n".join, visible), strict=True)
        if len(words) >= 400 or not (NOT_SUPPORTED.search(words) and ONLY_HTML.search(words))
    ]
    found.texts += next(iter(plain or visible), [])


def _forwarded(inner: list[Part], part: Part, found: Found, *, depth: int) -> None:
    name = file_name(part)
    if name:
        found.files.append(FilePart(name, part.get_content_type(), "", _content(part)))
    for mail in inner:
        one = Found(found.hint, parts=found.parts)
        _walk(mail, one, depth=depth + 1)
        found.parts = one.parts
        lines = [
            f"{title}: {value}" for title in ("From", "To", "Date", "Subject") if (value := header(mail, title.lower()))
        ]
        texts = [text for text in map(_tidy, one.texts) if text]
        found.texts.append(
            "\n\n".join(["---------- " + _("Forwarded email") + " ----------\n" + "\n".join(lines), *texts])
        )
        found.files += one.files
        found.remarks += one.remarks


def _is_words(part: Part, kind: str) -> bool:
    """Whether a part is read, and not put aside as a file."""
    disposition = str(part.get("content-disposition", "")).strip().lower()
    if disposition.startswith("attachment") or (file_name(part) and not disposition.startswith("inline")):
        return False
    is_text = kind in {"text/plain", "text/html", "text/enriched", "text/richtext", "text/x-markdown", "text/markdown"}
    # A part that calls itself multipart and has no parts is what is left of a broken mail.
    return (is_text and not file_name(part)) or kind.startswith("multipart/")


def _note_file(part: Part, kind: str, found: Found) -> None:
    name = file_name(part)
    if not name and part.get_content_maintype() != "image":
        name = "unnamed" + (mimetypes.guess_extension(kind) or "")
    if name or part.get_content_maintype() == "image":
        content_id = raw_header(part, "content-id").strip().strip("<>")
        found.files.append(FilePart(name, kind, content_id, _content(part)))
    if kind in CALENDARS or name.lower().endswith(".ics"):
        found.remarks += said_of_calendar(_content(part))
    if kind in WRAPPED or name.lower().endswith(".p7m"):
        found.remarks.append(
            _(
                "Its words are encrypted or wrapped (S/MIME or PGP) and cannot be read here. "
                "Ask the sender for a plain email."
            )
        )
    if kind in outlook.KINDS or name.lower() == "winmail.dat":
        _unwrap(found.files.pop(), found)


def _unwrap(winmail: FilePart, found: Found) -> None:
    """What is in a winmail.dat instead of it; where that cannot be read, the file as it is."""
    try:
        text, html, files = outlook.unwrap(winmail.content)
    except Exception:  # noqa: BLE001 - the library raises whatever it trips over
        text, html, files = "", "", []
    found.files += [FilePart(name, outlook.kind_of(name), "", content) for name, content in files] or [winmail]
    found.html = found.html or html
    words = text or html_to_text(html)
    found.wrapped.append(words)
    if not words and (not files or all(map(is_blank, found.texts))):
        found.remarks.append(
            _(
                "It holds winmail.dat, in which only Outlook can read. "
                "Ask the sender for the words and files as a plain email."
            )
        )


def _content(part: Part) -> bytes:
    """The bytes of a file; none where a mail in the mail is too broken to be written out."""
    payload = part._payload
    if isinstance(payload, str):
        return decoded(payload.encode("utf-8", "surrogateescape"), part)
    try:
        return b"\n".join(inner.as_bytes() for inner in payload or [])
    except Exception:  # noqa: BLE001 - the standard library writes no mail whose headers are broken
        return b""


def words_of(part: Part, found: Found) -> str:
    """The text of one part, whatever it is encoded in."""
    payload = part._payload
    raw = decoded(payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b"", part)
    kind = part.get_content_type()
    declared = _parameter(part, "charset")
    is_html = kind in {"text/html", "text/enriched", "text/richtext"}
    if is_html and not known_charset(declared) and (meta := META.search(raw[:4000])):
        declared = meta[1].decode("ascii")
    text, charset, spoiled = read_bytes(raw, declared, hint=found.hint)
    if spoiled:
        found.remarks.append(
            _("%(count)d characters of it fit no charset (%(charset)s) and are shown as \ufffd.")
            % {"count": spoiled, "charset": charset}
        )
    if is_html:
        found.html += text
        if text.count("<") > MOST_TAGS:
            raise TooMuchError(_("The email has more than %(count)d tags of HTML.") % {"count": MOST_TAGS})
        return html_to_text(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _parameter(part, "format").lower() == "flowed":
        return unflowed(text, is_space_deleted=_parameter(part, "delsp").lower() == "yes")
    return text


def unflowed(text: str, *, is_space_deleted: bool) -> str:
    """RFC 3676: a line that ends in a space goes on in the next one of the same depth of quotation."""
    lines: list[str] = []
    joined = ""
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        quote, words = line[:depth], line[depth:].removeprefix(" ")
        if joined and joined == quote + "\0":
            lines[-1] += words
        else:
            lines.append(f"{quote} {words}" if quote else words)
        is_flowing = words.endswith(" ") and words != "-- "
        if is_flowing and is_space_deleted:
            lines[-1] = lines[-1][:-1]
        joined = quote + "\0" if is_flowing else ""
    return "\n".join(line.rstrip(" ") if line != "-- " else line for line in lines)


def file_name(part: Part) -> str:
    """What a file is called, without the folders that it came from; "" when it has no name."""
    name = _parameter(part, "filename", header="content-disposition") or _parameter(part, "name")
    name = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    return "".join(letter for letter in name if letter.isprintable()).strip(" .")[:200]


def is_blank(text: str) -> bool:
    """Whether a text says nothing that can be seen."""
    return not BLANK.sub("", text)


def _parameter(part: Part, name: str, *, header: str = "content-type") -> str:
    try:
        value = part.get_param(name, "", header=header)
    except Exception:  # noqa: BLE001 - the parser of parameters fails on some that are broken: as good as missing
        return ""
    if isinstance(value, tuple):
        charset, _language, text = value
        return read_bytes(text.encode("latin-1", "replace"), charset or "")[0]
    return read_header(undeclared(str(value)))


def _tidy(text: str) -> str:
    text = "".join(letter for letter in text if letter >= " " or letter in "\n\t")
    lines: list[str] = []
    for line in text.split("\n"):
        if line.strip(" \t") or (lines and lines[-1].strip(" \t")):
            lines.append(line)
    return "\n".join(lines).strip()
