"""Files that requesters send on the help pages: kept where all attachments are, or refused in words."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tickets.cases.attachments import LARGEST, LARGEST_TOGETHER, MOST, REFUSED, clean_name, keep_file
from tickets.models import Attachment, Entry


def receive_files(uploads: Iterable[UploadedFile], *, entry: Entry, at: datetime) -> list[str]:
    """Keep each file with what was said; answers why some were not taken. What was said is saved whatever they are."""
    refusals, kept, together = [], 0, 0
    for upload in uploads:
        name, size = clean_name(upload.name or ""), upload.size or 0
        words = {"name": name, "most": MOST, "limit": filesizeformat(LARGEST), "sum": filesizeformat(LARGEST_TOGETHER)}
        if not size:
            refusals.append(_("%(name)s is empty.") % words)
        elif name.rpartition(".")[2].lower() in REFUSED:
            refusals.append(_("%(name)s is of a kind that we do not take, because it could be a program.") % words)
        elif size > LARGEST:
            refusals.append(_("%(name)s is too large: a file may have %(limit)s.") % words)
        elif kept >= MOST:
            refusals.append(_("%(name)s is one too many: we take %(most)s files at once.") % words)
        elif together + size > LARGEST_TOGETHER:
            refusals.append(_("%(name)s is too much: we take %(sum)s at once.") % words)
        else:
            keep_file(Attachment(ticket=entry.ticket, entry=entry, name=name, created_at=at), upload)
            kept, together = kept + 1, together + size
    return refusals
