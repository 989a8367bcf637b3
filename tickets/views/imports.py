"""Pages of imports: upload, dry run, run, progress, problems."""

from collections.abc import Callable, Mapping
from operator import attrgetter

from django.contrib import messages
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from helpdesk.accounts.access import DeskRequest, admin_required
from helpdesk.lib.conflict import ConflictError
from helpdesk.lib.csv_files import csv_answer
from helpdesk.mail.reading.errors import UnreadableError
from tickets.forms.imports import ColumnsForm, ImportFileForm, MailboxForm
from tickets.imports import cancel_import, keep_import, run_import, try_import
from tickets.imports.csv.column_names import FIELDS, guess_columns
from tickets.imports.sources import headings_of, sample_of
from tickets.models import CaseImport

PROBLEMS_SHOWN = 20
WAITING = frozenset({CaseImport.Status.UPLOADED, CaseImport.Status.CHECKED, CaseImport.Status.FAILED})
"""For somebody to say how the file is to be read."""


@admin_required
@require_http_methods(["GET", "POST"])
def case_imports(request: DeskRequest) -> HttpResponse:
    """/settings/imports/: bring a file, and see what became of the earlier ones."""
    form = ImportFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(keep_import(form.cleaned_data["file"], by=request.user))
        except UnreadableError as error:
            form.add_error("file", str(error))
    context = {"form": form, "imports": CaseImport.objects.select_related("started_by")[:50]}
    return render(request, "tickets/imports/imports.html", context, status=422 if form.errors else 200)


@admin_required
@require_http_methods(["GET", "POST"])
def case_import(request: DeskRequest, pk: int) -> HttpResponse:
    """/settings/imports/3/: say what the file holds and try it out; then see how far it is."""
    job = get_object_or_404(CaseImport, pk=pk)
    form, sample = None, {}
    if job.status in WAITING:
        data = request.POST if request.method == "POST" else None
        is_mailbox = job.format == CaseImport.Format.MBOX
        form = MailboxForm(data, job=job) if is_mailbox else _columns_form(job, data)
        places, problem = sample_of(job)
        sample = {"sample": places, "sample_problem": problem}
    if form and form.is_bound and form.is_valid():
        try:
            try_import(job, headings=form.headings, **form.settings())
        except (UnreadableError, ConflictError) as error:
            form.add_error(None, str(error))
        else:
            return redirect(job)
    context = _progress_of(job) | sample | {"form": form}
    return render(request, "tickets/imports/import.html", context, status=422 if form and form.errors else 200)


@admin_required
@require_GET
def import_progress(request: DeskRequest, pk: int) -> HttpResponse:
    """GET /settings/imports/3/progress/: how far it is. When the work has ended the whole page is asked for anew."""
    job = get_object_or_404(CaseImport, pk=pk)
    answer = render(request, "tickets/imports/_progress.html", _progress_of(job))
    if not job.is_at_work:
        answer["HX-Refresh"] = "true"
    return answer


@admin_required
@require_POST
def run(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/imports/3/run/: take the cases over."""
    return _act(request, pk, run_import)


@admin_required
@require_POST
def cancel(request: DeskRequest, pk: int) -> HttpResponse:
    """POST /settings/imports/3/cancel/: stop."""
    return _act(request, pk, cancel_import)


@admin_required
@require_GET
def problems(request: DeskRequest, pk: int) -> StreamingHttpResponse:
    """GET /settings/imports/3/problems/: what cannot be taken over, as a file to mend the other one by."""
    job = get_object_or_404(CaseImport, pk=pk)
    columns = [
        (_("Place in the file"), attrgetter("place")),
        (_("What"), attrgetter("what")),
        (_("Why"), attrgetter("why")),
    ]
    return csv_answer(f"import-{job.pk}-problems.csv", columns, job.problems.iterator())


def _columns_form(job: CaseImport, data: QueryDict | None) -> ColumnsForm:
    """In another charset or with another separator the headings are other ones, and their columns are guessed anew."""
    typed: Mapping[str, str] = data or {}
    charset, delimiter = typed.get("charset") or job.charset, typed.get("delimiter") or job.delimiter
    if data is None or (charset, delimiter) == (job.charset, job.delimiter):
        return ColumnsForm(data, job=job, headings=job.headings)
    try:
        headings = headings_of(job, charset=charset, delimiter=delimiter)
    except (UnreadableError, FileNotFoundError) as error:
        form = ColumnsForm(data, job=job, headings=job.headings)
        form.add_error("charset", str(error))
        return form
    if headings != job.headings:
        data = data.copy()
        guessed = guess_columns(headings)
        for field in FIELDS:
            data[field] = guessed.get(field, "")
    return ColumnsForm(data, job=job, headings=headings)


def _progress_of(job: CaseImport) -> dict[str, object]:
    return {
        "job": job,
        "fresh": job.made + job.continued,
        "percent": 100 * job.position // job.total if job.total else None,
        "problems": job.problems.all()[:PROBLEMS_SHOWN],
    }


def _act(request: DeskRequest, pk: int, act: Callable[[CaseImport], None]) -> HttpResponse:
    job = get_object_or_404(CaseImport, pk=pk)
    try:
        act(job)
    except ConflictError as error:
        messages.error(request, str(error))
    return redirect(job)
