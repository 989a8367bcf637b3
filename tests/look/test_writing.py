"""What holds for every template and for how values are written on a page."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import timezone

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SPRITE = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/vendor/tabler-icons/sprite.svg").read_text()))
NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


def written(template: str, **context: object) -> str:
    return Template("{% load press4 %}" + template).render(Context(context))


def text_of(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_is_short_and_obeys_the_content_security_policy(path):
    source = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)

    assert source.count("\n") <= 150
    # A mail carries its own styles, because a mail has no style sheet.
    if "email" not in path.parts:
        assert not re.search(r"<[^>]*\sstyle\s*=", source), "an inline style"
        assert not re.search(r"<[^>]*\son[a-z]+\s*=|hx-on|data-bs-toggle", source), "an inline handler"
        assert not re.search(r"(?:src|href)=[\"'](?:https?:)?//", source), "something from a third party"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_named_icon_is_in_the_sprite(path):
    assert set(re.findall(r'{%\s*icon\s+"([^"]+)"', path.read_text())) <= SPRITE


def test_every_vendored_folder_has_its_licence_and_its_line_in_the_readme():
    vendor = ROOT / "static/vendor"
    readme = (vendor / "README.md").read_text()

    for folder in (path for path in vendor.iterdir() if path.is_dir()):
        assert list(folder.glob("LICENSE*")), folder
        assert f"`{folder.name}/`" in readme


@pytest.mark.parametrize(
    ("cents", "currency", "expected"),
    [
        (18400, "USD", "$184.00"),
        (123456789, "USD", "$1,234,567.89"),
        (-50, "EUR", "-€0.50"),
        (1500, "JPY", "1,500 JPY"),
        (990, "CHF", "9.90 CHF"),
        (0, "GBP", "£0.00"),
        (None, "USD", ""),
    ],
)
def test_money_is_written_with_its_currency(cents, currency, expected):
    assert written("{{ cents|money:currency }}", cents=cents, currency=currency) == expected


def test_a_phone_number_is_written_for_people_and_what_is_none_stays_as_it_came():
    assert written("{{ n|phone }}", n="+15005550101") == "+1 500-555-0101"
    assert written("{{ n|phone }}", n="<b>anonymous</b>") == "&lt;b&gt;anonymous&lt;/b&gt;"
    assert written("{{ n|phone }}", n=None) == ""


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (dt.timedelta(seconds=59), "just now"),
        (dt.timedelta(minutes=59), "59m ago"),
        (dt.timedelta(hours=23), "23h ago"),
        (dt.timedelta(days=6), "6d ago"),
        (dt.timedelta(days=30), "4w ago"),
        (dt.timedelta(days=800), "2y ago"),
    ],
)
def test_a_moment_is_told_in_its_largest_unit(time_machine, before, expected):
    time_machine.move_to(NOW, tick=False)

    html = written("{{ moment|ago }}", moment=NOW - before)

    assert text_of(html) == expected
    assert f'datetime="{(NOW - before).isoformat()}"' in html


@pytest.mark.parametrize(
    ("left", "words", "css"),
    [
        (dt.timedelta(hours=3), "in 3h", ""),
        (dt.timedelta(minutes=14), "in 14m", "is-soon"),
        (dt.timedelta(0), "0m late", "is-late"),
        (dt.timedelta(minutes=-25), "25m late", "is-late"),
    ],
)
def test_a_deadline_turns_amber_when_it_is_near_and_red_when_it_is_past(time_machine, left, words, css):
    time_machine.move_to(NOW, tick=False)

    html = written("{{ moment|due }}", moment=timezone.now() + left)

    assert text_of(html) == words
    assert re.findall(r"is-\w+", html) == ([css] if css else [])


def test_a_person_has_the_same_colour_everywhere_and_initials_of_the_first_and_last_name():
    assert written("{{ n|tone }}", n="Ana Silva") == written("{{ n|tone }}", n="Ana Silva")
    assert written("{{ n|initials }}", n="Ana Marie Silva") == "AS"
    assert written("{{ n|initials }}", n="") == "?"


def test_an_icon_is_decoration_unless_it_has_a_label():
    assert 'aria-hidden="true"' in written('{% icon "phone" %}')
    assert 'role="img" aria-label="Call &lt;1&gt;"' in written('{% icon "phone" label=who %}', who="Call <1>")


def test_a_length_of_a_recording_is_written_as_a_player_does():
    assert [written("{{ s|clock }}", s=s) for s in (0, 83, 3723)] == ["0:00", "1:23", "1:02:03"]
