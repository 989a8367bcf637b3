"""Import jobs: upload, dry run, run in steps by a worker, cancel. Never twice, never lost half-way."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import uuid4

import structlog
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.lib.enqueue import enqueue_on_commit
from helpdesk.lib.live import LiveChannel, announce
from helpdesk.lib.locking import locked
from helpdesk.lib.text.visibility import one_line
from helpdesk.lib.transitions import move, try_move
from helpdesk.mail.reading.errors import UnreadableError
from tickets.imports.cases import take_over
from tickets.imports.csv.column_names import NEEDED, guess_columns
from tickets.imports.csv.table import Table
from tickets.imports.mbox.file import is_mailbox
from tickets.imports.reading.found import Place, Source
from tickets.imports.sources import as_path, source_of
from tickets.models import CaseImport, ImportProblem

logger = structlog.get_logger(__name__)

Status = CaseImport.Status

STEP = 100
"""Cases that are written in one transaction: so many are read again when a worker dies."""
LEASE = timedelta(minutes=3)
"""How long one worker may take for a step, and for reading the file anew before its first one."""
SHIFT = timedelta(seconds=45)
"""So long one task works before it hands the rest on: shorter than the time a task may take."""
MOST_ATTEMPTS = 3
"""So often a place may stop its worker before it is left out; twice as often, before it is in, the whole file."""
LOOKED_AT = 64 * 1024
"""Bytes by which a mailbox is known."""
PROBLEMS_KEPT = 1000
"""More of them say nothing new: the file is another one than the person thinks."""
NOTHING_READ = {"position": 0, "attempts": 0, "made": 0, "continued": 0, "known": 0, "refused": 0, "error": ""}


def keep_import(file: UploadedFile, *, by: User, at: datetime | None = None) -> CaseImport:
    """Keep the file, and guess what it is. Raises UnreadableError when it is neither a table nor a mailbox."""
    job = CaseImport(
        name=one_line(Path(file.name or "").name, 120) or _("file"),
        format=CaseImport.Format.MBOX if is_mailbox(file.read(LOOKED_AT)) else CaseImport.Format.CSV,
        timezone=by.timezone or "UTC",
        started_by=by,
        created_at=at or timezone.now(),
    )
    file.seek(0)
    if job.format == CaseImport.Format.CSV:
        with as_path(file) as path:
            table = Table(path)
        job.charset, job.delimiter, job.headings = table.charset, table.delimiter, table.named
        job.columns = guess_columns(job.headings)
    file.seek(0)
    # A random name: what a visitor typed must not decide where it lies.
    job.file.name = job.file.storage.save(f"imports/{uuid4().hex}", File(file))
    job.save()
    return job


@transaction.atomic
def try_import(job: CaseImport, *, at: datetime | None = None, **settings: object) -> None:
    """Read the whole file and say what would come of it. `settings` are fields of the import."""
    job = locked(job)
    for name, value in settings.items():
        setattr(job, name, value)
    if job.format == CaseImport.Format.CSV and not any(job.columns.get(name) for name in NEEDED):
        raise UnreadableError(_("Say which column holds the subject or the first message."))
    job.save(update_fields=list(settings))
    _begin(job, Status.CHECKING, at=at or timezone.now())


@transaction.atomic
def run_import(job: CaseImport, *, at: datetime | None = None) -> None:
    """Take the cases over, as they were tried out."""
    _begin(locked(job), Status.RUNNING, at=at or timezone.now())


@transaction.atomic
def cancel_import(job: CaseImport, *, at: datetime | None = None) -> None:
    """Stop, and forget the file. Cases that were taken over stay: they are real."""
    job = locked(job)
    move(job, Status.CANCELLED, due_at=None, ended_at=at or timezone.now())
    _forget_file(job)


def go_on_with_import(job_id: int, *, at: datetime | None = None) -> None:
    """The worker's part: step after step until the file ends. Safe to run twice, and side by side."""
    at = at or timezone.now()
    # Of two workers one gets it.
    interrupted = CaseImport.objects.interrupted(at=at).filter(pk=job_id)
    if not interrupted.update(due_at=at + LEASE, attempts=F("attempts") + 1):
        return
    job = CaseImport.objects.get(pk=job_id)
    try:
        if job.attempts > 2 * MOST_ATTEMPTS:
            raise UnreadableError(
                _("The file stopped the import %(count)d times. Split it and import the parts one by one.")
                % {"count": job.attempts - 1}
            )
        with job.file.open("rb") as file, as_path(file) as path, source_of(job, path) as source:
            _read(job, source)
    except UnreadableError as error:
        try_move(job, Status.FAILED, error=str(error), due_at=None)
    except FileNotFoundError:
        try_move(job, Status.FAILED, error=_("The file is gone from the storage. Upload it again."), due_at=None)
    announce(LiveChannel.INBOX)


def sweep_imports(*, at: datetime | None = None) -> None:
    """Go on with what a worker left when it died, and with what nobody was told of."""
    at = at or timezone.now()
    for pk in CaseImport.objects.interrupted(at=at).values_list("pk", flat=True):
        go_on_with_import(pk, at=at)


def _begin(job: CaseImport, status: str, *, at: datetime) -> None:
    move(job, status, **NOTHING_READ, total=None, due_at=at)
    job.problems.all().delete()
    enqueue_on_commit("tickets.tasks.go_on_with_import", job.pk)


def _read(job: CaseImport, source: Source) -> None:
    CaseImport.objects.filter(pk=job.pk).update(total=source.total)
    stop_at = timezone.now() + SHIFT
    if job.attempts > MOST_ATTEMPTS and job.position < source.total:
        # Name the place that stopped its worker each time, and go on behind it.
        problem = _("Reading it stopped the import %(count)d times. Take it out of the file.")
        unread = replace(source.place_unread(job.position), problem=problem % {"count": job.attempts - 1})
        if not _take_step(job, [unread]):
            return
    places = source.places(after=job.position)
    # One by one after a failure, so that what was read before the place that fails is written.
    length = STEP if job.attempts == 1 else 1
    while step := list(islice(places, length)):
        if not _take_step(job, step):
            return
        if timezone.now() > stop_at:
            # Let other work of this worker have its turn; whoever is free goes on.
            ours = CaseImport.objects.filter(pk=job.pk, status=job.status, due_at=job.due_at)
            if ours.update(due_at=timezone.now()):
                enqueue_on_commit("tickets.tasks.go_on_with_import", job.pk)
            return
    with transaction.atomic():
        now = locked(job)
        if now.status == Status.CHECKING:
            try_move(now, Status.CHECKED, due_at=None)
        elif try_move(now, Status.DONE, due_at=None, ended_at=timezone.now()):
            _forget_file(now)


@transaction.atomic
def _take_step(job: CaseImport, places: list[Place]) -> bool:
    """Write the cases and how far we are in one transaction. False when the import is no longer ours."""
    # The lock makes a person who cancels wait for the step, and us see that they did.
    now = locked(job)
    if (now.status, now.due_at) != (job.status, job.due_at):
        return False
    outcomes = [(place, *_take_place(job, place)) for place in places]
    problems = [(place, why) for place, outcome, why in outcomes if outcome == "refused"]
    ImportProblem.objects.bulk_create(
        ImportProblem(case_import=job, place=place.number, what=one_line(place.what, 200), why=why)
        for place, why in problems[: max(PROBLEMS_KEPT - now.refused, 0)]
    )
    counted = Counter(outcome for _place, outcome, _why in outcomes)
    job.due_at = timezone.now() + LEASE
    job.position += len(places)
    counts = {name: getattr(now, name) + counted[name] for name in ("made", "continued", "known", "refused")}
    CaseImport.objects.filter(pk=job.pk).update(position=job.position, attempts=0, due_at=job.due_at, **counts)
    announce(LiveChannel.INBOX)
    return True


def _forget_file(job: CaseImport) -> None:
    name = job.file.name
    CaseImport.objects.filter(pk=job.pk).update(file="")
    if name:
        transaction.on_commit(lambda: job.file.storage.delete(name))


def _take_place(job: CaseImport, place: Place) -> tuple[str, str]:
    """What became of it, as the name of a counter of the import; and why, when it was refused."""
    if place.case is None:
        return "refused", place.problem
    try:
        with transaction.atomic():
            return take_over(job, place, place.case), ""
    except Exception:
        # One case that trips us up must not keep the others out.
        logger.exception("case_not_imported", case_import=job.pk, place=place.number)
        return "refused", _("It could not be imported. See the server log for the reason.")
