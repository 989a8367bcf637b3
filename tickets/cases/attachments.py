"""Attachments: upload, attach to a reply or note, put into its mail, sweep those that were never sent."""

import hashlib
import mimetypes
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.locking import locked
from helpdesk.lib.text.markdown import pictures_in
from helpdesk.mail import outbox
from tickets.models import Attachment, Entry, Ticket
from tickets.models.attachments import FOLDER

logger = structlog.get_logger(__name__)

LARGEST = 10 * 1024 * 1024
LARGEST_TOGETHER = 15 * 1024 * 1024
"""Most mail servers take 25 MB, and a mail is a third larger than its files (base64)."""
MOST = 10
LONGEST_NAME = 100
REFUSED = frozenset(
    {"app", "bat", "cmd", "com", "cpl", "dll", "dmg", "exe", "hta", "htm", "html", "iso", "jar", "js", "jse", "lnk"}
    | {"msc", "msi", "msp", "pif", "ps1", "reg", "scr", "sh", "svg", "vb", "vbe", "vbs", "wsf", "xhtml"}
)
"""What runs when it is opened, or shows a page of its own: mail servers refuse it, and so should a requester."""
KEPT_FOR = timedelta(days=30)
"""A draft is not older, or its file is uploaded again."""
PICTURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
STRAY_AFTER = timedelta(days=1)
STORAGE = Attachment._meta.get_field("file").storage


def attach_files(ticket: Ticket, uploads: list[UploadedFile], *, by: User) -> tuple[list[Attachment], list[str]]:
    """Keep uploads until they are sent; answers them, and why some were refused."""
    attached, refusals = [], []
    for upload in uploads:
        try:
            attached.append(attach_file(ticket, upload, by=by))
        except ValidationError as error:
            refusals += error.messages
    return attached, refusals


@transaction.atomic
def attach_file(ticket: Ticket, upload: UploadedFile, *, by: User, at: datetime | None = None) -> Attachment:
    """Keep an upload until its reply or note is sent. Raises ValidationError that says what to do instead.

    The page of a case that was merged meanwhile may still be open: its file stands in the composer where that goes on.
    """
    ticket = ticket.survivor
    name = clean_name(upload.name or "")
    # Locked, so that two uploads at one moment are counted together.
    locked(by)
    pending = Attachment.objects.pending_of(by).filter(ticket=ticket)
    size = upload.size or 0
    params = {"name": name, "size": filesizeformat(size), "most": MOST}
    if not size:
        raise ValidationError(_("%(name)s is empty.") % params)
    if name.rpartition(".")[2].lower() in REFUSED:
        raise ValidationError(_("%(name)s could run on the customer's computer: mail servers refuse it.") % params)
    if size > LARGEST:
        params["limit"] = filesizeformat(LARGEST)
        raise ValidationError(_("%(name)s has %(size)s; a file may have %(limit)s. Send a link instead.") % params)
    if len(pending) >= MOST:
        raise ValidationError(_("%(name)s is one too many: an email carries at most %(most)s files.") % params)
    if sum(other.size for other in pending) + size > LARGEST_TOGETHER:
        params["limit"] = filesizeformat(LARGEST_TOGETHER)
        raise ValidationError(_("With %(name)s the email would be too large: at most %(limit)s go together.") % params)
    return keep_file(Attachment(ticket=ticket, name=name, uploaded_by=by, created_at=at or timezone.now()), upload)


def keep_file(attachment: Attachment, file: File) -> Attachment:
    """Write a file down, of an attachment that is not saved yet: whoever it came from, under a name that hides nothing
    and with the type that its ending says, not the one that its sender claims.

    What we send is checked before (`attach_file`). What came in is kept whatever it is: nothing of a mail is lost, and
    nothing of it is ever shown but as a download.
    """
    attachment.name = clean_name(attachment.name)
    attachment.content_type = mimetypes.guess_type(attachment.name)[0] or "application/octet-stream"
    attachment.size = file.size
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    attachment.sha256 = digest.hexdigest()
    file.seek(0)
    attachment.file.save("kept", file, save=False)
    attachment.save()
    return attachment


def clean_name(name: str) -> str:
    """A file name without folders, line breaks and characters that hide what it is; "file" when nothing is left.

    U+202E and its like turn "gpj.exe" into what reads as "exe.jpg" (Unicode TR 36, section 2.6).
    """
    name = PurePosixPath(name.replace("\\", "/")).name
    name = re.sub(r'[<>:"|?*\s]+', " ", unicodedata.normalize("NFC", name))
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return name[:LONGEST_NAME] or "file"


def picture_type(attachment: Attachment) -> str:
    """The media type of a picture that every browser and mailbox shows, by its first bytes; "" for anything else."""
    try:
        with attachment.file.open("rb") as file:
            head = file.read(12)
    except FileNotFoundError:
        return ""
    if head[:4] == b"RIFF" and head[8:] == b"WEBP":
        return "image/webp"
    return next((kind for sign, kind in PICTURES.items() if head.startswith(sign)), "")


def remove_attachment(attachment: Attachment) -> None:
    """It is not to be sent after all. One that was sent stays."""
    removed, _rows = Attachment.objects.filter(pk=attachment.pk, entry=None).delete()
    if not removed:
        raise ConflictError(_("%(name)s was sent already.") % {"name": attachment})
    transaction.on_commit(lambda: _delete_file(str(attachment.file)))


def attach_to_entry(entry: Entry, *, keys: Sequence[int], by: User) -> list[Attachment]:
    """The files belong to `entry` from now on. Raises ConflictError when one of them is not there any more."""
    if not keys:
        return []
    pending = Attachment.objects.pending_of(by).filter(ticket=entry.ticket_id)
    found = list(pending.filter(pk__in=keys).select_for_update())
    if len(found) != len(set(keys)):
        raise ConflictError(_("One of the files was removed or sent meanwhile. Look at them, then send again."))
    Attachment.objects.filter(pk__in=[attachment.pk for attachment in found]).update(entry=entry)
    return found


def read_attachment(attachment: Attachment) -> bytes:
    """Its bytes, for the mail. Raises ConflictError when the disk has lost them."""
    try:
        with attachment.file.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        logger.exception("attachment_file_missing", attachment=attachment.pk)
        raise ConflictError(
            _("%(name)s is not on our disk any more. Remove it, and upload it again.") % {"name": attachment}
        ) from None
    return content


def content_ids(files: Iterable[Attachment], *, texts: Iterable[str]) -> dict[int, str]:
    """A Content-ID for each of `files` that stands as a picture in one of the `texts`, by the key of the file."""
    shown = {key for text in texts for key in pictures_in(text)}
    return {file.pk: outbox.unique_id().strip("<>") for file in files if file.pk in shown and picture_type(file)}


def sources(cids: dict[int, str]) -> Callable[[int], str]:
    """What the HTML of the mail asks for where a text has a picture; "" for one that does not go along."""
    return lambda key: f"cid:{cids[key]}" if key in cids else ""


def files_of_mail(files: Iterable[Attachment], cids: dict[int, str]) -> dict[str, Any]:
    """The `files` and `pictures` of an `outbox.Mail`. Raises ConflictError when the disk has lost one of them."""
    return {
        "files": [(file.name, file.content_type, read_attachment(file)) for file in files if file.pk not in cids],
        "pictures": {
            cids[file.pk]: (file.name, picture_type(file), read_attachment(file)) for file in files if file.pk in cids
        },
    }


def detach_from_entry(entry: Entry, *, by: User) -> None:
    """The reply was taken back, so its files stand in the composer again."""
    Attachment.objects.filter(entry=entry).update(entry=None, ticket=entry.ticket_id, uploaded_by=by)


def sweep_attachments(*, at: datetime | None = None, limit: int = 500) -> int:
    """Remove what was uploaded and never sent, and files that no row names; answers how many rows went."""
    at = at or timezone.now()
    old = Attachment.objects.filter(entry=None, scheduled=None, created_at__lt=at - KEPT_FOR)
    count = 0
    for attachment in old[:limit]:
        try:
            remove_attachment(attachment)
        except ConflictError:  # sent at this very moment
            continue
        count += 1
    # Files of uploads whose row was never written, or whose row went while the disk was away.
    try:
        names = [f"{FOLDER}/{name}" for name in STORAGE.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return count
    known = set(Attachment.objects.filter(file__in=names).values_list("file", flat=True))
    for name in set(names) - known:
        _delete_file(name, written_before=at - STRAY_AFTER)
    return count


def _delete_file(name: str, *, written_before: datetime | None = None) -> None:
    try:
        if written_before is None or STORAGE.get_modified_time(name) <= written_before:
            STORAGE.delete(name)
    except OSError as error:
        logger.warning("attachment_not_removed", name=name, error=str(error))
