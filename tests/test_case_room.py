"""How much of a window an open case leaves for the conversation, and what its head does (in the browser)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import make
from tests.desk_server import session_cookie
from tickets.cases import add_note
from tickets.models import Entry, Ticket

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = {
    (1920, 1080): 0.6,
    (1440, 900): 0.6,
    (1366, 768): 0.6,
    (1280, 720): 0.6,
    (1024, 768): 0.6,
    (768, 1024): 0.6,
    (390, 844): 0.5,
    (320, 640): 0.4,
}
OPENED_AT = {(1920, 1080), (390, 844)}
COMPOSER = 60
"""One line of it, with its edges: how high it is until one writes."""
ROOM = """(composer) => {
    const head = document.getElementById("case-head").getBoundingClientRect();
    const bar = document.querySelector(".bottom-bar")?.getBoundingClientRect().height ?? 0;
    const dock = Math.min(composer, document.querySelector(".composer-dock")?.getBoundingClientRect().height ?? 0);
    return {
        room: innerHeight - bar - dock - head.bottom,
        head: head.height,
        wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
}"""
COVERED = """() => {
    const one = document.activeElement;
    const { x, y, width, height } = one.getBoundingClientRect();
    const there = document.elementFromPoint(x + width / 2, y + height / 2);
    return one.contains(there) || there?.contains(one) ? "" : one.outerHTML;
}"""
LONG = "Two seats apart in block B although the plan showed them together, and nobody has answered since Monday"


@pytest.fixture
def case():
    """A case with a long past, the requester's last words, and what was done with it since."""
    start, agent = timezone.now() - timedelta(hours=3), make.agent(name="Ana Silva")
    case = make.ticket(subject=LONG, body="The first words.", at=start)
    Ticket.objects.filter(pk=case.pk).update(assignee=agent)
    Entry.objects.bulk_create(
        Entry(
            ticket=case, kind="note", body=f"entry {n}\n\n" * 3, actor=agent, occurred_at=start + timedelta(seconds=n)
        )
        for n in range(12)
    )
    Entry.objects.create(
        ticket=case, kind="message", is_public=True, body="LAST WORDS " * 90, occurred_at=start + timedelta(minutes=9)
    )
    Entry.objects.bulk_create(
        Entry(
            ticket=case, kind="assignment", body=f"step {n}", actor=agent, occurred_at=start + timedelta(minutes=10 + n)
        )
        for n in range(4)
    )
    add_note(case, body="a note " * 200, by=agent)
    return case


def test_most_of_the_window_is_conversation_and_it_opens_at_the_last_words(desk, browser, case):
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.add_cookies([session_cookie(desk, make.agent(name="Ben Adeyemi"))])
    page = context.new_page()
    for (width, height), least in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        if (width, height) in OPENED_AT:
            page.goto(f"{desk}/tickets/{case.pk}/?view=open", wait_until="load")  # with its style sheets
            expect(page.locator("#timeline .entry-in .entry-body").last).to_be_in_viewport()
        found = page.evaluate(ROOM, COMPOSER)
        assert found["wide"] <= 0, (width, found)
        expect(page.locator(".topbar")).to_be_in_viewport(ratio=1)
        assert found["room"] / height >= least, (width, height, found)
        assert page.locator("#context").is_visible() == (width >= 1500)

    expect(page.locator(".entry-fold summary")).to_have_text("4 changes")
    expect(page.get_by_text("step 2")).to_be_hidden()
    page.get_by_text("4 changes").click()
    expect(page.get_by_text("step 2")).to_be_visible()
    page.emulate_media(media="print")
    expect(
        page.locator(".sidebar, .composer-dock, .pane-context, .case-actions").locator("visible=true")
    ).to_have_count(0)
    expect(page.locator(".case-line .only-printed")).to_have_text("Assigned to Ana Silva")
    moment = page.locator("#timeline time").first
    assert "(" in moment.evaluate("(time) => getComputedStyle(time, '::after').content")
    page.get_by_text("4 changes", exact=True).evaluate("(summary) => summary.parentElement.removeAttribute('open')")
    expect(page.get_by_text("step 2")).to_be_visible()
    context.close()


def test_a_case_is_assigned_tagged_and_waits_by_keyboard_and_keeps_view_and_focus(desk, browser, case):
    make.agent(name="Zoë Quist")
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.add_cookies([session_cookie(desk, make.agent(name="Ben Adeyemi"))])
    page = context.new_page()
    page.goto(f"{desk}/tickets/{case.pk}/?view=open", wait_until="domcontentloaded")
    page.wait_for_selector("[data-live-state=live]")
    page.evaluate("window.isSamePage = true")
    page.keyboard.press("a")
    page.keyboard.type("zoë")
    page.keyboard.press("Enter")
    expect(page.locator("#case-assignee")).to_contain_text("Zoë")
    expect(page.locator("#case-head [data-key=a]")).to_be_focused()
    expect(page.locator("details.menu[open]")).to_have_count(0)
    expect(page.locator("#toasts")).to_contain_text("1 case assigned to Zoë Quist")
    page.keyboard.press("i")
    expect(page.locator("#case-head")).to_contain_text("Zoë Quist has it")
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Normal")).to_be_focused()
    page.keyboard.press("e")  # in a menu a key means what stands there, and nothing else
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Urgent")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#case-line")).to_contain_text("Urgent")
    expect(page.locator("#case-head [data-key=s]")).to_be_focused()
    page.keyboard.press("]")
    expect(page.locator("#context")).to_be_visible()
    page.keyboard.press("]")
    page.keyboard.press("h")
    page.get_by_role("link", name="Custom date and time").press("Enter")
    expect(page.get_by_role("dialog", name="Snooze").get_by_label("Date and time")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#case-head [data-key=h]")).to_be_focused()
    page.keyboard.press("d")
    expect(page.get_by_role("dialog", name="Add follow-up")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#case-head [data-key=t]")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("details.menu[open]")).to_have_count(0)
    page.locator("#case-subject").focus()
    page.keyboard.press("e")
    expect(page.locator("#case-line")).to_contain_text("Solved")
    expect(page.locator("#toasts")).to_contain_text("1 case solved")
    expect(page.locator("#case-subject")).to_be_focused()
    expect(page).to_have_url(f"{desk}/tickets/{case.pk}/?view=open")
    assert page.evaluate("window.isSamePage")
    page.keyboard.press("z")
    expect(page.locator("#case-line")).to_contain_text("Open")
    expect(page).to_have_url(f"{desk}/tickets/{case.pk}/?view=open")
    context.close()


def test_what_the_keyboard_comes_to_is_under_neither_the_head_nor_the_composer(desk, browser, case):
    """WCAG 2.2, 2.4.11: the focus is not obscured."""
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    context.add_cookies([session_cookie(desk, make.agent(name="Ben Adeyemi"))])
    page = context.new_page()
    page.goto(f"{desk}/tickets/{case.pk}/?view=open")
    page.wait_for_selector("[data-live-state=live]")
    page.keyboard.press("r")
    page.get_by_label("Text", exact=True).fill("A line.\n" * 12)
    stops = page.locator("#timeline :is(a[href], button, summary)")
    stops.first.focus()
    walked, covered = 0, []
    for key in ["Tab", "Shift+Tab"]:
        while page.evaluate("Boolean(document.activeElement.closest('#timeline'))") and walked < 120:
            page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            if said := page.evaluate(COVERED):
                covered.append((key, said))
            page.keyboard.press(key)
            walked += 1
        stops.last.focus()
    assert walked > 20
    assert covered == []
    context.close()
