"""The player in a real browser: drawn before anything is played, driven by keys, and quiet until somebody listens."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect

from calls.models import RecordingComment, RecordingPlay
from helpdesk.lib.live import LiveChannel, announce
from tests import make
from tests.desk_server import session_cookie

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SECONDS = 60


@pytest.fixture
def sound() -> bytes:
    return make.wav(seconds=SECONDS, loud=900)


@pytest.fixture
def recording(sound):
    made = make.audible_recording(call=make.call(ticket=make.ticket()), duration=timedelta(seconds=SECONDS))
    made.file.save("long.wav", ContentFile(sound), save=False)
    made.size, made.duration = len(sound), timedelta(seconds=SECONDS)
    made.save()
    return made


@pytest.fixture
def page(browser, recording, desk):
    context = browser.new_context()
    context.add_cookies([session_cookie(desk, make.agent(name="Ana Silva"))])
    page = context.new_page()
    page.goto(f"{desk}{recording.call.get_absolute_url()}?t=20")
    yield page
    context.close()


def test_a_recording_is_seen_before_it_is_heard_and_driven_by_the_keyboard(page, recording):
    wave = page.get_by_role("slider", name="Moment of the recording")
    expect(wave).to_be_focused()
    expect(wave).to_have_attribute("aria-valuetext", "0:20")
    assert not RecordingPlay.objects.exists()

    for key, moment in [("ArrowRight", "0:25"), ("Shift+ArrowLeft", "0:24"), ("Home", "0:00"), ("ArrowRight", "0:05")]:
        page.keyboard.press(key)
        expect(wave).to_have_attribute("aria-valuetext", moment)
    page.keyboard.press(".")
    expect(page.get_by_label("Speed")).to_have_value("1.25")

    page.keyboard.press("c")
    page.get_by_placeholder("What happens at this moment?").fill("Says hello.")
    page.get_by_role("button", name="Add the comment").click()
    expect(page.get_by_role("link", name="0:05")).to_be_visible()
    expect(wave).to_be_focused()
    assert RecordingComment.objects.get().second == 5

    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page.locator("[data-now]")).not_to_have_text("0:05")
    assert RecordingPlay.objects.filter(recording=recording, user__name="Ana Silva").exists()


def test_its_buttons_come_when_something_listens_to_them_and_then_take_no_focus(page):
    held, is_let_go = [], []
    page.route("**/*wavesurfer*", lambda route: route.continue_() if is_let_go else held.append(route))
    with page.expect_request("**/*wavesurfer*"):
        page.reload(wait_until="domcontentloaded")
    expect(page.locator("audio")).to_be_visible()
    expect(page.get_by_role("button", name="Play")).to_be_hidden()
    search = page.get_by_role("searchbox", name="Search")
    search.focus()

    is_let_go.append(True)  # what is asked for from now on, too
    for route in held:
        route.continue_()
    expect(page.locator("[data-now]")).to_have_text("0:20")
    expect(search).to_be_focused()
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()


def test_news_of_a_call_that_goes_on_disturb_neither_who_writes_nor_who_listens(page, recording):
    wave = page.get_by_role("slider", name="Moment of the recording")
    expect(wave).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press(".")
    page.keyboard.press("c")
    text = page.get_by_placeholder("What happens at this moment?")
    text.fill("Says hel")
    page.locator("#call-facts").evaluate("heading => { heading.dataset.isOld = 'yes' }")
    renewed = page.locator("#call-facts:not([data-is-old])")
    expect(page.locator("[data-live-state=live]")).to_be_visible()

    with page.expect_response(f"**{recording.call.get_absolute_url()}"):
        announce(LiveChannel.CALLS)
    page.keyboard.type("lo.")
    expect(text).to_have_value("Says hello.")
    expect(renewed).to_have_count(0)

    page.keyboard.press("Control+Enter")
    expect(renewed).to_be_visible()
    expect(page.locator("[data-comment-body]")).to_have_text("Says hello.")
    expect(wave).to_be_focused()
    expect(wave).to_have_attribute("aria-valuetext", "0:25")
    expect(page.get_by_label("Speed")).to_have_value("1.25")


def two_sentences() -> bytes:
    """Loud until 0:21, and again from 0:56."""
    quiet, size = bytearray(make.wav(seconds=SECONDS, loud=900)), 4 * 8000  # two channels of 16 bits, 8000 a second
    quiet[44 + 21 * size : 44 + 56 * size] = bytes(35 * size)
    return bytes(quiet)


@pytest.mark.parametrize("sound", [two_sentences()], ids=["two sentences"])
def test_with_a_tick_the_silence_between_two_sentences_is_skipped(page):
    page.get_by_label("Skip silence").check()
    page.get_by_role("button", name="Play").click()
    expect(page.locator("[data-now]")).to_have_text(re.compile("0:5[5-9]|1:00"))
