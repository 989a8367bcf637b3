"""What the page for writing asks, and what is wrong with an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address

from ..mailbox import File
from .addresses import typed_addresses
from .letters import Letter
from .programs import PROGRAMS

LARGEST_TEXT = 1024 * 1024
LARGEST_FILES = 30 * 1024 * 1024
"""Above what the desk takes, so that its refusal can be seen."""


@dataclass
class Draft:
    """The fields as they are typed."""

    sender: str = ""
    to: str = ""
    cc: str = ""
    bcc: str = ""
    subject: str = ""
    text: str = ""
    program: str = "gmail"
    """Which mail program writes it: a key of `PROGRAMS`."""
    quoted: bool = True
    """The mail stands below the answer."""
    attached: bool = False
    """Forwarded as an attachment, not in the text."""

    @classmethod
    def of(cls, form: Mapping[str, str]) -> "Draft":
        return cls(
            sender=form.get("from", "").strip(),
            to=form.get("to", "").strip(),
            cc=form.get("cc", "").strip(),
            bcc=form.get("bcc", "").strip(),
            subject=form.get("subject", "").strip(),
            text=form.get("text", "").replace("\r\n", "\n").rstrip(),
            program=form.get("program", cls.program).strip(),
            quoted="quoted" in form,
            attached="attached" in form,
        )


def read(draft: Draft, files: Sequence[File], *, is_new: bool) -> tuple[Letter | None, dict[str, str]]:
    """The letter, or for each wrong field a sentence that names it."""
    problems: dict[str, str] = {}

    def addresses(field: str, label: str, typed: str) -> tuple[Address, ...]:
        try:
            return tuple(typed_addresses(typed))
        except ValueError as error:
            problems[field] = f"{label}: “{str(error)[:100]}” is not an email address."
            return ()

    sender = addresses("from", "From", draft.sender)
    to, cc, bcc = (addresses(name, name.capitalize(), getattr(draft, name)) for name in ("to", "cc", "bcc"))
    if len(sender) != 1:
        problems.setdefault("from", "From: write one address, such as Ann Lee <ann.lee@mail.example>.")
    if not to:
        problems.setdefault("to", "To: write at least one address.")
    if len(draft.subject) > 900:
        problems["subject"] = f"Subject: {len(draft.subject)} characters; at most 900 are possible."
    if len(draft.text) > LARGEST_TEXT:
        problems["text"] = "Text: longer than a million characters. Attach it as a file."
    elif is_new and not draft.text and not files:
        problems["text"] = "Text: write something, or attach a file."
    if sum(len(file.content) for file in files) > LARGEST_FILES:
        problems["files"] = f"Files: together larger than {LARGEST_FILES // 1024**2} MB."
    if draft.program not in PROGRAMS:
        problems["program"] = "Mail program: choose one of the list."
    if problems:
        return None, problems
    return Letter(sender[0], to, draft.subject, draft.text, cc, bcc, tuple(files)), {}
