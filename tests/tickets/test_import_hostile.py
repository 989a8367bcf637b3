"""No crafted mail or table keeps an import busy: time grows with the length of what is read, and attempts end."""

import time

import pytest

from escalation.duty.whispers import fill_whisper
from helpdesk.mail.reading.html_text import html_to_text
from tests import make
from tests.permissions.objects import with_second_step
from tickets.imports import jobs, try_import
from tickets.imports.mbox.cases import MboxCases, without_marks
from tickets.imports.sources import sample_of
from tickets.models import CaseImport
from tickets.tasks import go_on_with_import

PIECES = [
    "<",
    '<a "',
    "<!--",
    "<style>",
    "<blockquote>",
    "<p ",
    "</",
    "<a ='\"",
    "<title",
    "&#",
    "<li>",
    "<a alt=",
    "<br",
]


def seconds(act, text: str) -> float:
    begun = time.process_time()
    act(text)
    return time.process_time() - begun


@pytest.mark.parametrize("piece", PIECES)
def test_html_is_read_in_a_time_that_grows_with_its_length(piece):
    short, long = (seconds(html_to_text, (piece * length)[:length]) for length in (20_000, 160_000))
    # Eight times the length: a square of it would take 64 times as long.
    assert long < 24 * max(short, 0.01)


@pytest.mark.parametrize("piece", ['x"', '=""', "='", " '\"", "='\"", 'href="', "alt=x ", "a='>'"])
def test_a_tag_is_read_in_a_time_that_grows_with_its_length(piece):
    short, long = (seconds(html_to_text, f"<a {(piece * size)[:size]}>") for size in (60_000, 960_000))
    # Sixteen times the length: a square of it would take 256 times as long.
    assert long < 48 * max(short, 0.01)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<a title="5 > 4" href="https://a.test">seat</a>', "seat (https://a.test)"),
        ("<p class='it\"s > so'>one</p>", "one"),
        ('<p class=it"s>one</p>', "one"),
        ('<p class="open>one</p>', "one"),
        ('<p "open', '<p "open'),
        ("1 < 2 'and' 3", "1 < 2 'and' 3"),
    ],
)
def test_a_quotation_mark_hides_the_end_of_a_tag_only_where_a_value_begins(html, words):
    assert html_to_text(html) == words


@pytest.mark.parametrize("act", [lambda text: fill_whisper(text, {}), without_marks])
@pytest.mark.parametrize("piece", [" ", ",", ", ", " ,", "re ", "re: "])
def test_words_with_many_spaces_and_commas_take_no_time(act, piece):
    assert seconds(act, piece * 20_000 + "x") < 0.5


def test_a_mail_that_is_divided_beyond_measure_is_named(tmp_path):
    path = tmp_path / "box.mbox"
    nested = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(2000))
    path.write_text(f"From x Tue Mar  3 09:15:00 2026\nFrom: a@b.example\nDate: 3 Mar 2026 10:00 +0000\n{nested}")
    box = MboxCases(path, ours=set())
    [place] = box.places()
    box.close()
    assert place.problem == "The email is divided more than 250 times. Take it out of the file."


@pytest.mark.django_db
def test_a_place_that_stops_each_worker_is_left_out(monkeypatch):
    job = make.case_import("Subject\nOne\nTwo\nThree\n", by=with_second_step(make.admin()))
    try_import(job)
    take_place = jobs._take_place

    def dies(job: CaseImport, place):
        if place.what == "Two" and not place.problem:
            raise KeyboardInterrupt
        return take_place(job, place)

    monkeypatch.setattr(jobs, "_take_place", dies)
    for _attempt in range(9):
        CaseImport.objects.filter(pk=job.pk, due_at__isnull=False).update(due_at=job.created_at)
        try:
            go_on_with_import(job.pk)
        except KeyboardInterrupt:
            continue
    job.refresh_from_db()
    assert (job.status, job.made, job.refused) == ("checked", 2, 1)
    assert job.problems.get().why == "Reading it stopped the import 3 times. Take it out of the file."


@pytest.mark.django_db
def test_the_page_shows_the_first_cases_in_the_charset_that_was_chosen(client):
    admin = with_second_step(make.admin())
    client.force_login(admin)
    job = make.case_import("Subject,Name\nGröße,Ann\n", by=admin)
    page = client.get(job.get_absolute_url()).content.decode()
    assert "Größe" in page
    chosen = {"subject": "Subject", "charset": "cp1252", "delimiter": ",", "timezone": "UTC"}
    client.post(job.get_absolute_url(), chosen)
    job.refresh_from_db()
    assert (job.charset, job.columns) == ("cp1252", {"subject": "Subject"})
    [place], problem = sample_of(job)
    assert (place.case.subject, problem) == ("GrÃ¶ÃŸe", "")
