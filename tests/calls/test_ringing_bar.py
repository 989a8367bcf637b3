"""The bar on top of every page: for those whose phones ring, at once, and gone as fast."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from calls.models import Call, Leg, RecordingPause, Talk
from calls.talks import end_talk
from escalation.duty import switch_duty
from escalation.models import Duty, RingGroupMember
from helpdesk.accounts.models import User
from helpdesk.lib.live import LiveChannel, announce_to
from helpdesk.lib.transitions import try_move
from tests import make
from tests.barriers import barriers
from tests.calls.provider import Provider
from tests.desk_server import session_cookie
from tests.simulator.served import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Answering opens the case, so what was seen is kept for the tab, and a page tells it from its first moment.
WATCH = """
    addEventListener('DOMContentLoaded', () => {
      const bar = document.getElementById('ringing-bar');
      const seen = sessionStorage;
      const look = () => {
        if (bar.querySelector('.ringing[data-ringing]')) seen.barCame ??= Date.now();
        else if (seen.barCame && bar.querySelector('[name=shown]')) seen.barLeft ??= Date.now();
        for (const name of ['barCame', 'barLeft']) if (seen[name]) document.documentElement.dataset[name] = seen[name];
      };
      look();
      new MutationObserver(look).observe(bar, {childList: true});
    });
"""


@dataclass
class Desk:
    """A served desk, the provider that calls it, and people who look at it."""

    url: str
    provider: Provider
    browser: Browser

    def page_of(self, user: User, path: str = "/calls/", **options: object) -> Page:
        """A browser of their own, signed in, with its stream of news open."""
        context = self.browser.new_context(**options)
        context.add_cookies([session_cookie(self.url, user)])
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(self.url + path)
        page.wait_for_selector("[data-live-state=live]")
        page.wait_for_selector("#ringing-bar [name=shown]", state="attached")
        return page


@pytest.fixture
def desk(desk, browser) -> Iterator[Desk]:
    line = make.line(ring_group=make.ring_group(agents=6, managers=1))
    assert line.ring_group.members.count() == 7
    before = set(browser.contexts)
    yield Desk(desk, Provider(desk), browser)
    for context in set(browser.contexts) - before:
        context.close()


@pytest.fixture
def say(request, capfd) -> Callable[[str], None]:
    """Put figures on the screen, whether or not the test passes."""
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")

    def write(words: str) -> None:
        with capfd.disabled():
            reporter and reporter.write_line(f"\n{words}")

    return write


def person(n: int) -> User:
    return User.objects.get(ring_memberships__phone=f"+1500555011{n}")


def moment(page: Page, name: str) -> int:
    """When the bar came or left, in milliseconds, by the clock of the browser (and of this machine)."""
    page.wait_for_selector(f"html[data-bar-{name}]")
    return int(page.locator("html").get_attribute(f"data-bar-{name}"))


def saw_nothing(page: Page) -> bool:
    return page.locator("html").get_attribute("data-bar-came") is None


def ring_six_browsers(desk: Desk) -> tuple[list[float], list[float]]:
    """One call rings six people, the third answers: milliseconds from the webhook until the bar came, and left."""
    off_duty = make.agent(name="Off duty")
    RingGroupMember.objects.create(group=make.RingGroup.objects.get(), user=off_duty, phone="+15005550119")
    switch_duty(off_duty, to=Duty.Switch.OFF)
    pages = [desk.page_of(person(n)) for n in range(1, 7)]
    others = [desk.page_of(off_duty), desk.page_of(make.agent(name="Of no ring group"))]

    desk.provider.press_4()
    answered_at = time.time() * 1000
    came = [moment(page, "came") - answered_at for page in pages]
    assert all(map(saw_nothing, others))

    desk.provider.accept(Leg.objects.get(user=person(3)).pk)
    answered_at = time.time() * 1000
    left = [moment(page, "left") - answered_at for page in pages]
    for n, page in enumerate(pages, start=1):
        if n == 3:
            expect(page.locator(".ringing")).to_contain_text("Call with")
        else:
            expect(page.locator("#ringing-bar .ringing")).to_have_count(0)
            expect(page.locator("#toasts")).to_contain_text("Agent 3 answered")
    assert all(map(saw_nothing, others))
    return came, left


def test_it_comes_to_six_browsers_and_leaves_when_one_answers_and_nobody_off_duty_sees_it(desk, say):
    """How fast is measured where nothing else runs: tests/soak/test_ringing_bar.py."""
    came, left = ring_six_browsers(desk)

    say(f"the bar came within {sorted(map(round, came))} ms and left within {sorted(map(round, left))} ms")


def test_it_says_who_and_why_survives_a_reload_and_leads_to_the_case_without_taking_the_focus(desk):
    known = make.requester(name="Ann Lee", phone="+15005550131")
    ticket = make.ticket(requester=known, subject="Two tickets in row B")
    page = desk.page_of(person(1))
    search = page.get_by_role("searchbox", name="Search")
    search.focus()

    desk.provider.press_4()

    bar = page.locator(".ringing")
    expect(bar).to_contain_text("Ann Lee")
    expect(bar).to_contain_text("pressed 4")
    expect(bar).to_contain_text(f"Case {ticket.pk}: Two tickets in row B")
    expect(bar.get_by_role("timer")).to_have_text(re.compile(r"0:\d\d"))
    expect(page).to_have_title(re.compile("^☎ Ann Lee"))
    expect(search).to_be_focused()

    page.reload()
    expect(bar).to_contain_text("Ann Lee")
    page.keyboard.press("y")
    expect(page).to_have_url(re.compile(rf"/tickets/{ticket.pk}/"))


def test_two_callers_at_once_are_two_lines_and_each_leaves_by_itself(desk):
    page = desk.page_of(person(1), viewport={"width": 390, "height": 844})
    first = desk.provider.press_4()
    desk.provider.press_4(From="+15005550132")
    expect(page.locator(".ringing")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(page.locator(".ringing").first).to_be_in_viewport(ratio=1)
    assert barriers(page) == []

    desk.provider.end(first)

    expect(page.locator(".ringing")).to_have_count(1)
    expect(page.locator(".ringing")).to_contain_text("+1 500-555-0132")
    expect(page.locator("#toasts")).to_contain_text("hung up. A callback is owed.")


def test_news_of_nothing_new_do_not_touch_the_page(desk, client):
    page = desk.page_of(person(1))
    desk.provider.press_4()
    button = page.get_by_role("link", name="Open case")
    button.focus()
    shown = page.eval_on_selector_all("#ringing-bar [name=shown]", "all => all.map((one) => one.value)")
    client.force_login(person(1))
    assert client.get(reverse("calls:ringing"), {"shown": shown}).status_code == 204

    # A second call is news: the first one's button keeps the focus all the same.
    desk.provider.press_4(From="+15005550132")
    expect(page.locator(".ringing")).to_have_count(2)
    expect(button.first).to_be_focused()
    assert Call.objects.count() == 2


def test_notes_are_saved_while_typing_and_survive_the_end_of_the_call_and_of_the_page(desk):
    agent = person(1)
    leg = make.answered_leg(by=agent, ticket=make.ticket(subject="Two tickets in row B", assignee=agent))
    Leg.objects.filter(pk=leg.pk).update(sid="CA" + "7" * 32)
    page = desk.page_of(agent, f"/tickets/{leg.call.ticket_id}/")
    notes = page.get_by_label("Call notes")
    notes.press_sequentially("Wants row B")
    expect(page.locator(".talk-saved")).to_contain_text(re.compile(r"Saved \d+:"))
    eventually(lambda: Talk.objects.get().notes == "Wants row B")

    # The call ends while she types on: the text and the focus stay where they are.
    notes.press_sequentially(", two seats")
    desk.provider.end("CA" + "7" * 32, path=f"/twilio/leg-status/{leg.pk}")
    expect(page.get_by_role("group", name="Call outcome")).to_be_visible()
    expect(notes).to_have_value("Wants row B, two seats")
    expect(notes).to_be_focused()
    assert barriers(page) == []
    notes.press_sequentially(" at the aisle")
    page.goto(desk.url + "/calls/")
    page.goto(f"{desk.url}/tickets/{leg.call.ticket_id}/")
    expect(notes).to_have_value("Wants row B, two seats at the aisle")

    page.get_by_label("Solved on the phone").check()
    page.locator(".talk").get_by_role("button", name="Record outcome", exact=True).click()
    expect(page.locator("#timeline")).to_contain_text("two seats at the aisle")
    expect(page.locator(".talk, .ringing")).to_have_count(0)


def test_a_link_to_the_notes_leads_there_once_and_not_with_every_piece_of_news(desk):
    agent = person(1)
    leg = make.answered_leg(by=agent, ticket=make.ticket(assignee=agent))
    page = desk.page_of(agent, f"/tickets/{leg.call.ticket_id}/#talk-notes-{leg.call_id}")
    expect(page.get_by_label("Call notes")).to_be_focused()
    search = page.get_by_role("searchbox", name="Search")
    search.focus()
    end_talk(leg, at=timezone.now())
    expect(page.get_by_role("group", name="Call outcome")).to_be_visible()
    expect(search).to_be_focused()


def test_no_hand_takes_the_notes_away_in_which_somebody_writes(desk):
    agent = person(1)
    leg = make.answered_leg(by=agent, ticket=make.ticket(assignee=agent))
    end_talk(leg, at=timezone.now())
    page = desk.page_of(agent, f"/tickets/{leg.call.ticket_id}/")
    notes = page.get_by_label("Call notes")
    notes.press_sequentially("Refund of 240 promised")
    eventually(lambda: Talk.objects.filter(notes="Refund of 240 promised").exists())
    expect(page.locator(".talk-saved")).to_contain_text(re.compile(r"Saved \d+:"))

    # "Done" in another tab: the text and the focus stay, and what follows is asked for once more.
    other = page.context.new_page()
    other.goto(desk.url + "/calls/")
    other.get_by_role("button", name="Done, take calls").click()
    expect(other.locator(".ringing")).to_have_count(0)
    expect(page.locator("#ringing-bar .ringing")).to_have_count(0)
    expect(notes).to_be_focused()
    notes.press_sequentially(", case HJ-7781")
    expect(page.locator("#ringing-bar .ringing")).to_contain_text("record the outcome")
    expect(notes).to_have_value("Refund of 240 promised, case HJ-7781")

    # "Done" in the bar of this one, before the last words are saved.
    notes.press_sequentially(", today")
    page.locator("#ringing-bar").get_by_role("button", name="Done, take calls").click()
    expect(page.locator(".talk, .ringing")).to_have_count(0)
    said = leg.call.ticket.entries.filter(kind="note").order_by("pk").values_list("body", flat=True)
    assert list(said) == ["Refund of 240 promised", "Refund of 240 promised, case HJ-7781, today"]


def test_a_pause_says_how_it_stands_and_one_key_asks_for_it(desk):
    agent = person(1)
    leg = make.answered_leg(by=agent, ticket=make.ticket(assignee=agent))
    page = desk.page_of(agent, leg.call.get_absolute_url())
    page.keyboard.press("b")
    standing = page.locator(".ringing .pause")
    expect(standing).to_contain_text("Pausing… do not take card data yet")
    pause = RecordingPause.objects.get()
    for status, words in [
        ("paused", "Recording paused, resumes in"),
        ("resuming", "Resuming the recording"),
        ("over", "Pause recording"),
    ]:
        try_move(pause, status, paused_at=pause.requested_at)
        announce_to([agent.pk], LiveChannel.RINGING_BAR)
        expect(standing).to_contain_text(words)
    again = RecordingPause.objects.create(
        call=leg.call, user=agent, requested_at=pause.requested_at, resume_due_at=pause.resume_due_at
    )
    try_move(again, "failed")
    announce_to([agent.pk], LiveChannel.RINGING_BAR)
    expect(standing).to_contain_text("Could not pause: do not take card data")
    expect(page.locator(".pause")).to_have_count(1)
