"""The keyboard: keys work on the list and the page, never while one types, and not when they are switched off."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(gallery, page):
    page.goto(f"{gallery}/workspace/")
    return page


def focused_row(page) -> str | None:
    return page.evaluate("document.activeElement.closest('[data-list-row]')?.id ?? null")


def remember_solving(page) -> None:
    """In the browser's storage, because that outlives the page."""
    page.evaluate("document.querySelector('[data-key=e]').onclick = () => (localStorage.solved = 'yes')")


def test_j_and_k_walk_the_list_and_stop_at_its_ends(desk):
    walked = []
    for key in "jjjkk":
        desk.keyboard.press(key)
        walked.append(focused_row(desk))

    assert walked == ["case-1", "case-2", "case-2", "case-1", "case-1"]


def test_enter_opens_the_focused_row_and_x_selects_it(desk):
    desk.keyboard.press("j")
    desk.keyboard.press("x")
    expect(desk.get_by_label("Select Maria Lopez")).to_be_checked()

    desk.keyboard.press("Enter")

    expect(desk).to_have_url(re.compile("#first$"))


def test_a_slash_goes_to_the_search_and_there_letters_are_letters(desk):
    desk.keyboard.press("/")
    desk.keyboard.type("jc?u")

    expect(desk.get_by_role("searchbox", name="Search", exact=True)).to_have_value("jc?u")
    expect(desk).to_have_url(re.compile("/workspace/$"))


def test_g_and_a_letter_goes_to_a_place_without_doing_what_the_letter_does_alone(desk):
    # A title would not survive the journey; what the storage of the browser holds does.
    desk.evaluate(
        "document.querySelector('[data-key=e]').addEventListener('click', () => (localStorage.solved = 'yes'))"
    )

    desk.keyboard.press("g")
    desk.keyboard.press("e")

    expect(desk).to_have_url(re.compile("/parts/$"))
    assert desk.evaluate("localStorage.solved") is None


def test_a_letter_presses_the_button_of_the_page(desk):
    remember_solving(desk)

    desk.keyboard.press("e")

    assert desk.evaluate("localStorage.solved") == "yes"


def test_control_and_enter_send_what_one_writes(desk):
    desk.get_by_label("Internal note", exact=True).last.fill("held until six")

    desk.keyboard.press("Control+Enter")

    expect(desk).to_have_url(re.compile(r"\?text=held\+until\+six$"))


def test_a_question_mark_shows_the_keys_of_this_page_only(desk):
    desk.keyboard.press("?")

    help_ = desk.get_by_role("dialog", name="Keyboard shortcuts")
    expect(help_.get_by_text("Next row")).to_be_visible()
    expect(help_.get_by_text("Solve", exact=True)).to_be_visible()
    expect(help_.get_by_text("Answer the call")).to_be_hidden()


def test_a_bracket_hides_the_side_panel_and_the_next_page_remembers(desk, gallery):
    desk.set_viewport_size({"width": 1600, "height": 900})  # a narrower window has it closed until it is opened
    expect(desk.get_by_label("About this case")).to_be_visible()
    desk.keyboard.press("]")
    expect(desk.get_by_label("About this case")).to_be_hidden()

    desk.goto(f"{gallery}/workspace/")

    expect(desk.get_by_label("About this case")).to_be_hidden()


def test_the_palette_filters_places_and_actions(desk):
    desk.keyboard.press("Control+k")
    desk.keyboard.type("sol")

    palette = desk.get_by_role("dialog", name="Go anywhere")
    expect(palette.get_by_role("button", name="Solve")).to_be_visible()
    expect(palette.get_by_role("link", name="Escalations")).to_be_hidden()


def test_what_one_types_while_the_palette_opens_is_kept(desk):
    desk.locator("#palette").evaluate("""
        (palette) => new Promise((opened) => {
            palette.addEventListener("toggle", opened);
            palette.showModal();
            document.execCommand("insertText", false, "sol");
        })
    """)

    palette = desk.get_by_role("dialog", name="Go anywhere")
    expect(palette.get_by_role("searchbox")).to_have_value("sol")
    expect(palette.get_by_role("link", name="Escalations")).to_be_hidden()


def test_keys_that_are_switched_off_do_nothing(gallery, page):
    page.goto(f"{gallery}/workspace/?keys-off")

    for key in ["j", "/", "c", "?"]:
        page.keyboard.press(key)

    assert focused_row(page) is None
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/workspace/\?keys-off$"))


@pytest.mark.parametrize(
    ("layout", "key", "told", "moves"),
    [
        ("Russian", "\N{CYRILLIC SMALL LETTER O}", {"code": "KeyJ"}, True),
        ("Greek", "ξ", {"code": "KeyJ"}, True),
        ("Hebrew", "ח", {"code": "KeyJ"}, True),
        ("Arabic", "ت", {"code": "KeyJ"}, True),
        ("Dvorak", "j", {"code": "KeyC"}, True),
        ("Dvorak, another key in the place of j", "h", {"code": "KeyJ"}, False),
        ("a letter by AltGr", "ś", {"code": "KeyJ", "modifierAltGraph": True}, False),
        ("a Latin letter by AltGr", "j", {"code": "KeyJ", "modifierAltGraph": True}, False),
        ("AltGr as Windows tells it", "j", {"code": "KeyJ", "ctrlKey": True, "altKey": True}, False),
        ("an input method", "j", {"code": "KeyJ", "isComposing": True}, False),
        ("a dead key", "Dead", {"code": "KeyJ"}, False),
    ],
)
def test_a_letter_is_a_shortcut_in_every_script_and_never_when_it_is_text(desk, layout, key, told, moves):
    press(desk, key, told)
    assert focused_row(desk) == ("case-1" if moves else None)


@pytest.mark.parametrize(
    ("layout", "key", "told"),
    [
        ("German", "?", {"code": "Minus", "shiftKey": True}),
        ("Spanish, by AltGr", "?", {"code": "Digit9", "modifierAltGraph": True}),
        ("Arabic", "؟", {"code": "Slash", "shiftKey": True}),
    ],
)
def test_a_sign_is_a_shortcut_however_a_layout_writes_it(desk, layout, key, told):
    press(desk, key, told)
    expect(desk.locator("#keys-help")).to_be_visible()


def test_g_and_two_letters_of_another_script_and_the_palette_by_control(desk):
    press(desk, "л", {"code": "KeyK", "ctrlKey": True})
    expect(desk.locator("#palette")).to_be_visible()
    desk.keyboard.press("Escape")
    press(desk, "п", {"code": "KeyG"}, "\N{CYRILLIC SMALL LETTER U}", {"code": "KeyE"})
    expect(desk).to_have_url(re.compile("/parts/$"))


def test_a_button_says_its_key_to_whoever_points_at_it(desk):
    desk.locator("[data-key=c]").first.hover()
    expect(desk.locator("[data-key=c]").first).to_have_attribute("title", "New case (c)")


def press(page, *keys: object) -> None:
    """As the browser tells of keys of another layout, which a test cannot switch to."""
    tell = "([key, told]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, ...told}))"
    page.evaluate(f"(keys) => keys.forEach({tell})", list(zip(keys[::2], keys[1::2], strict=True)))
