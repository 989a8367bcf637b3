"""Open the file of an import as a source of cases. Nothing here writes a row."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from zoneinfo import ZoneInfo

from django.core.files import File

from helpdesk.mail.reading.errors import UnreadableError
from tickets.imports.csv.cases import CsvCases
from tickets.imports.csv.table import Table
from tickets.imports.mbox.cases import MboxCases
from tickets.imports.reading.found import Place, Source
from tickets.models import CaseImport

SAMPLE_BYTES = 1024 * 1024
"""So much of a file is read for a page; a long file must not keep somebody waiting."""
SAMPLE_CASES = 5
ENDS_OF_LINES = {"utf-16-le": b"\n\0", "utf-16-be": b"\0\n", "utf-16": b"\n\0"}


@contextmanager
def source_of(job: CaseImport, path: Path, *, most: int | None = None) -> Iterator[Source]:
    """The cases of the file, with `most` only of its first rows or mails."""
    if job.format == CaseImport.Format.MBOX:
        ours = set(job.our_addresses.split())
        with closing(MboxCases(path, ours=ours, is_finished=job.is_finished, charset=job.charset, most=most)) as box:
            yield box
    else:
        chosen = {field: heading for field, heading in job.columns.items() if heading}
        table = Table(path, charset=job.charset, delimiter=job.delimiter)
        yield CsvCases(table, columns=chosen, zone=ZoneInfo(job.timezone), date_order=job.date_order, most=most)


@contextmanager
def as_path(file: File, *, most: int | None = None, line_end: bytes = b"\n") -> Iterator[Path]:
    """A file of any storage, as one that can be read from everywhere in it; with `most` only its first whole lines."""
    with NamedTemporaryFile(prefix="import-") as copy:
        if most is None:
            copyfileobj(file, copy)
        else:
            beginning = file.read(most)
            end = beginning.rfind(line_end) + len(line_end) if len(beginning) == most else len(beginning)
            copy.write(beginning[:end] if end >= len(line_end) else beginning)
        copy.flush()
        yield Path(copy.name)


def headings_of(job: CaseImport, *, charset: str, delimiter: str) -> list[str]:
    """The headings of a table when it is written so. Raises UnreadableError when there are none."""
    with job.file.open("rb") as file, as_path(file) as path:
        return Table(path, charset=charset, delimiter=delimiter).named


def sample_of(job: CaseImport) -> tuple[list[Place], str]:
    """The first cases as they would come in, and what is wrong with the file when there are none."""
    line_end = ENDS_OF_LINES.get(job.charset, b"\n")
    try:
        with (
            job.file.open("rb") as file,
            as_path(file, most=SAMPLE_BYTES, line_end=line_end) as path,
            source_of(job, path, most=10 * SAMPLE_CASES) as source,
        ):
            return list(islice(source.places(), SAMPLE_CASES)), ""
    except (UnreadableError, FileNotFoundError) as error:
        return [], str(error)
