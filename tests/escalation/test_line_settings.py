"""The pages of a line: its menu, its words and sounds, its hours, and what a caller then hears."""

from datetime import time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from escalation.lines import configure_words
from escalation.models import AudioClip, Line
from tests import make
from tests.escalation.test_settings import rows
from tickets.models import Calendar

pytestmark = pytest.mark.django_db

ONE = {"digit": "1", "invitation": "For tickets press 1.", "answer": "They are sold at the door."}
TWO = {"digit": "2", "invitation": "For events press 2.", "answer": "Doors open at seven."}


@pytest.fixture
def line(settings, tmp_path) -> Line:
    settings.MEDIA_ROOT = tmp_path
    return make.line(ring_group=make.ring_group(agents=1, managers=1))


def number(line: Line, **fields) -> dict:
    return {
        "section": "line",
        "name": line.name,
        "number": line.number,
        "kind": line.kind,
        "ring_group": line.ring_group_id,
        "language": line.language,
        "is_active": "on",
    } | fields


def of(line: Line, page: str = "") -> str:
    return f"/settings/lines/{line.pk}/{page}"


def shown(response) -> list[tuple[str, str]]:
    return [(row["digit"].value() or "", row["invitation"].value() or "") for row in response.context["menu"]]


@pytest.mark.parametrize(
    ("act", "digits"),
    [("add", ["1", "2", ""]), ("remove-0", ["2"]), ("down-0", ["2", "1"]), ("up-1", ["2", "1"]), ("up-0", ["1", "2"])],
)
def test_the_menu_is_rearranged_without_javascript_and_nothing_is_saved_before_save(admin_browser, line, act, digits):
    response = admin_browser.post(of(line), number(line, name="Desk") | rows("menu", ONE, TWO) | {"menu-do": act})
    assert response.status_code == 200
    assert [digit for digit, _invitation in shown(response)] == digits
    assert response.context["form"]["name"].value() == "Desk"
    assert not line.menu_options.exists()
    assert Line.objects.get().name == line.name


def test_the_menu_is_spoken_in_the_order_of_the_page(admin_browser, line):
    admin_browser.post(of(line), number(line) | rows("menu", TWO, ONE))
    assert [option.digit for option in line.menu_options.all()] == ["2", "1"]
    page = admin_browser.get(of(line, "preview/")).content.decode()
    assert page.index("press 4") < page.index("For events press 2.") < page.index("For tickets press 1.")


def test_a_voice_of_another_language_is_refused(admin_browser, line):
    response = admin_browser.post(of(line), number(line, voice="Polly.Vicki-Neural") | rows("menu"))
    assert response.status_code == 422
    assert "This voice speaks another language" in response.content.decode()


def test_a_line_that_changes_its_language_says_the_default_notice_in_it(admin_browser, line):
    admin_browser.post(of(line), number(line, language="es-US") | rows("menu"))
    line.refresh_from_db()
    assert line.notice.language == "es-US"


def test_words_and_a_sound_are_kept_and_played(admin_browser, line):
    sound = SimpleUploadedFile("../../hello there.wav", make.wav(seconds=2, channels=1))
    data = {"ringing_text": "Hold on.", "notice_text": "We tape.", "welcome_sound": sound}
    assert admin_browser.post(of(line, "words/"), data).status_code == 302

    line.refresh_from_db()
    clip = AudioClip.objects.get()
    assert line.words == {"ringing": {"text": "Hold on.", "sound": ""}, "welcome": {"text": "", "sound": clip.token}}
    assert (line.notice.text, line.notice.written_by.name) == ("We tape.", "Rita Ode")
    assert (clip.name, clip.format, clip.seconds) == ("hello there.wav", "audio/wav", 2)
    assert "hello" not in clip.file.name
    played = admin_browser.get(f"/audio/{clip.token}")
    assert (played.headers["Content-Type"], played.headers["X-Content-Type-Options"]) == ("audio/wav", "nosniff")
    assert played.content == make.wav(seconds=2, channels=1)
    assert f"/audio/{clip.token}" in admin_browser.get(of(line, "preview/")).content.decode()


def test_a_sound_is_removed_again_and_other_words_stay(admin_browser, line):
    words = {"welcome": {"text": "Hello.", "clip": make.sound()}}
    notice = {"text": "We tape.", "clip": None}
    configure_words(line, words=words, notice=notice, answers={}, by=None)
    data = {"welcome_text": "Hello.", "welcome_silent": "on", "notice_text": "We tape."}
    admin_browser.post(of(line, "words/"), data)
    line.refresh_from_db()
    assert line.words == {"welcome": {"text": "Hello.", "sound": ""}}


def test_a_digit_may_be_answered_by_a_sound(admin_browser, line):
    line.menu_options.create(**ONE)
    sound = SimpleUploadedFile("doors.wav", make.wav(seconds=3, channels=1))
    admin_browser.post(of(line, "words/"), {"notice_text": "We tape.", "answer_1_sound": sound})
    assert line.menu_options.get().clip.name == "doors.wav"


def mp3(frames: int = 100) -> bytes:
    """Silent frames of MPEG 1 layer III, 128 kbit/s and 44.1 kHz, behind an ID3 tag."""
    frame = b"\xff\xfb\x90\x00" + bytes(417 - 4)
    return b"ID3\x04\x00\x00\x00\x00\x00\x0a" + bytes(10) + frame * frames


def test_an_mp3_is_measured_by_its_frames(admin_browser, line):
    admin_browser.post(of(line, "words/"), {"welcome_sound": SimpleUploadedFile("x.bin", mp3(100))})
    clip = AudioClip.objects.get()
    assert (clip.format, clip.seconds) == ("audio/mpeg", round(100 * 1152 / 44100, 2))


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("page.wav", b"<html><script>alert(1)</script></html>", "page.wav cannot be played on the phone"),
        ("cut.wav", make.wav(seconds=2)[:1000], "cut.wav cannot be played"),
        ("noise.mp3", b"\xff\xfb\x90\x00" + b"\x11" * 5000, "noise.mp3 cannot be played"),
        ("both.mp3", mp3(20) + b"<script>", "both.mp3 cannot be played"),
        ("long.wav", make.wav(seconds=91, channels=1), "long.wav lasts 91.0 seconds"),
        ("short.wav", make.wav(seconds=0.1), "short.wav lasts 0.1 seconds"),
        ("big.wav", b"RIFF" + bytes(4 * 1024 * 1024), "big.wav has 4.0 MB; the limit is 4 MB"),
    ],
)
def test_what_is_no_sound_is_refused_by_its_bytes_with_its_name(admin_browser, line, name, body, words):
    response = admin_browser.post(of(line, "words/"), {"welcome_sound": SimpleUploadedFile(name, body, "audio/wav")})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not AudioClip.objects.exists()
    line.refresh_from_db()
    assert line.words == {}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"press_4_text": "Press any key."}, "does not name the key"),
        ({"closed_text": "Back {opens"}, "opens a blank that it does not close"),
        ({"ringing_text": "a" * 601}, "at most 600"),
    ],
)
def test_words_that_would_mislead_a_caller_are_refused(admin_browser, line, data, words):
    response = admin_browser.post(of(line, "words/"), data)
    assert response.status_code == 422
    assert words in response.content.decode()


WEEK = {"timezone": "Europe/Berlin", "holiday_country": "DE", "holiday_subdivision": "by"}


def test_hours_holidays_and_special_days_are_kept(admin_browser, line):
    times = {"opens_0_0": "09:00", "closes_0_0": "12:30", "opens_0_1": "13:00", "closes_0_1": "18:00"}
    gala = {"date": "2026-12-24", "name": "Gala", "opens": "10:00", "closes": "23:00"}
    closed = {"date": "2026-12-27", "name": "Stocktaking"}
    response = admin_browser.post(of(line, "hours/"), WEEK | times | rows("days", gala, closed))
    assert response.status_code == 302

    line.refresh_from_db()
    calendar = line.calendar
    assert (calendar.timezone, calendar.holiday_country, calendar.holiday_subdivision) == ("Europe/Berlin", "DE", "BY")
    assert [(span.weekday, span.opens) for span in line.hours.spans] == [(0, time(9)), (0, time(13))]
    days = line.hours.special_days
    assert [(day.name, day.opens) for day in days] == [("Gala", time(10)), ("Stocktaking", None)]
    kept = calendar.spans[0]
    times |= {"opens_0_1": "", "closes_0_1": ""}
    admin_browser.post(of(line, "hours/"), WEEK | times | rows("days"))
    calendar.refresh_from_db()
    assert (calendar.spans, calendar.days) == ([kept], [])
    assert Calendar.objects.get() == calendar


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"opens_1_0": "09:00"}, "Tuesday needs both times"),
        (
            {"opens_1_0": "09:00", "closes_1_0": "12:00", "opens_1_1": "11:00", "closes_1_1": "13:00"},
            "Tuesday opens at 11:00 while it is open already",
        ),
        ({"holiday_subdivision": "ZZ"}, "DE has no region ZZ. Write one of: BB, BE"),
        ({"timezone": "Mars/Olympus"}, "Select a valid choice"),
    ],
)
def test_hours_that_make_no_sense_are_explained(admin_browser, line, data, words):
    response = admin_browser.post(of(line, "hours/"), WEEK | data | rows("days"))
    assert response.status_code == 422
    assert words in response.content.decode()
    line.refresh_from_db()
    assert not line.hours.spans


def keep(line: Line, hours: Calendar) -> None:
    line.calendar = hours
    line.save()


def scenes(response) -> dict[str, list[str]]:
    return {title: [step.text for step in steps] for title, steps in response.context["scenes"]}


def test_the_preview_is_what_the_caller_of_that_moment_hears(admin_browser, line):
    line.menu_options.create(**ONE)
    keep(line, make.own_hours((0, "09:00", "17:00")))
    open_, closed = (
        scenes(admin_browser.get(of(line, "preview/"), {"at": at})) for at in ("2026-11-02T10:00", "2026-11-02T18:00")
    )
    four = "If you have any problem ordering, press 4."
    assert open_["The call is answered"][1:3] == [four, "For tickets press 1."]
    assert closed["The call is answered"][1] == four
    assert closed["The call is answered"][2].startswith("Our office is closed now. We open again on Monday, 9 November")
    assert open_["Presses 1"][0] == "They are sold at the door."
    assert line.notice.text in open_["The call is answered"][0] + open_["The call is answered"][1]
    assert open_["Presses 4"][0] == "From here on the call is recorded."
    again = open_["Calls again about an unfinished case, such as case 12"]
    assert "that is case 12." in again[0]
    assert again[1:3] == [line.notice.text, "From here on the call is recorded."]  # they skip the menu


@pytest.mark.parametrize("kind", ["problem", "recovery"])
def test_lines_without_a_menu_have_a_preview_too(admin_browser, kind):
    heard = scenes(admin_browser.get(of(make.line(kind), "preview/")))
    assert "We are very sorry that nobody could take your call." in heard["Nobody answers"]


def test_the_preview_shows_a_form_before_it_is_saved(admin_browser, line):
    def preview(**data):
        return scenes(admin_browser.post(of(line, "preview/"), data, headers={"HX-Request": "true"}))

    menu = preview(**number(line, language="en-GB") | rows("menu", TWO, {"digit": "", "invitation": "", "answer": ""}))
    assert menu["Presses 2"][0] == "Doors open at seven."
    words = preview(section="words", ringing_text="Hold on.", notice_text="We tape.")
    assert "We tape." in words["The call is answered"][0] + words["The call is answered"][1]
    assert "We tape." not in words["Presses 4"]
    times = {"opens_1_0": "09:00", "closes_1_0": "10:00", "at": "2026-11-02T10:00"}
    closed = preview(section="hours", **WEEK, **times, **rows("days"))
    assert "We open again tomorrow at 9 a.m." in closed["The call is answered"][2]
    assert (line.menu_options.count(), Calendar.objects.count()) == (0, 0)
    assert Line.objects.get().words == {}


def test_a_line_that_nobody_answers_says_so_on_its_page(admin_browser, line):
    line.ring_group.members.all().delete()
    Line.objects.update(is_active=False)
    page = admin_browser.get(of(line)).content.decode()
    assert "has nobody who is rung first" in page
    assert "is not active, and neither is a main line" in page


def test_calls_on_a_number_that_is_no_line_are_reported_with_the_way_to_make_it_one(admin_browser, line):
    make.call(line=line, to_number="+15005550199")
    make.call(line=line, to_number=line.number)
    make.call(to_number="+15005550198", at=timezone.now() - timedelta(days=40))
    page = admin_browser.get("/settings/lines/strays/").content.decode()
    assert "A call came in on +1 500-555-0199" in page
    assert "It is answered as The main line." in page
    assert "0198" not in page
    assert "0100" not in page
    made = admin_browser.get("/settings/lines/new/", {"number": "+15005550199"})
    assert made.context["form"]["number"].value() == "+15005550199"


def test_the_settings_say_of_each_line_whether_it_is_open_now(admin_browser, line):
    assert ">open<" in admin_browser.get("/settings/lines/").content.decode()
    today = timezone.now().astimezone(line.zone).date().isoformat()
    keep(line, make.own_hours(days=[{"date": today, "name": "Stocktaking", "opens": None, "closes": None}]))
    assert ">Stocktaking<" in admin_browser.get("/settings/lines/").content.decode()


def test_the_page_says_who_changed_the_line_last_and_what_of_it(admin_browser, line):
    admin_browser.post(of(line), number(line, name="Box office") | rows("menu", ONE))
    change = admin_browser.get(of(line)).context["changes"][0]
    assert (change.by.name, change.parts) == ("Rita Ode", ["the line", "the menu"])


@pytest.mark.django_db(transaction=True)  # each save has a moment of its own
def test_the_page_says_what_of_the_hours_was_changed(admin_browser, line):
    def change(*days):
        admin_browser.post(of(line, "hours/"), WEEK | rows("days", *days))
        return admin_browser.get(of(line, "hours/")).context["changes"][0].parts

    assert change() == ["the line", "opening hours"]
    assert change({"date": "2026-12-24", "name": "Gala"}) == ["special days"]
    assert change() == ["special days"]
