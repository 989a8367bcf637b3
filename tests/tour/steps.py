"""What a newcomer does on the tour, one method a step. Each step asserts what the newcomer should see."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.tour.demo import Demo

Picture = Callable[[Page, str], None]

SOON = 40_000
MAIL_WITHIN = RECORDING_WITHIN = 120_000
"""Milliseconds. The demonstration's shop waits 20 seconds after a problem and a sweep comes every 15; CI is slow."""
EVENT = re.compile("Jazz")
BUYER = {"Name": "Robin Vale", "E-mail": "robin.vale@example.com", "Mobile": "+1 500 555 0135"}
ANSWER = "Wonderful, both seats are mine."
ANSWER_BY_MAIL = "Thank you. Can my brother pick them up?"
REPLY = "Good news, Robin: the code works again, and your two seats are waiting."


class Tour:
    """One walk through the demonstration: `picture` is called where the README shows one, `listen` with every page."""

    def __init__(
        self,
        browser: Browser,
        demo: Demo,
        *,
        picture: Picture = lambda page, name: None,
        listen: Callable[[Page], None] = lambda page: None,
    ) -> None:
        self.browser, self.demo, self.picture, self.listen = browser, demo, picture, listen
        self.contexts: list[BrowserContext] = []

    def walk(self) -> None:
        buyer, agent, manager = (self.visitor() for _ in range(3))
        desk = self.sign_in(agent, "agent")
        self.fail_a_checkout(buyer)
        self.see_it_on_the_carts_board(desk)
        code = self.read_the_mail(buyer)
        phones = self.call_the_secret_number(buyer, code)
        self.see_who_rings(desk)
        self.answer_on_a_handset(phones)
        self.open_the_case(desk)
        self.talk_and_hang_up(phones)
        self.hear_the_recording(desk)
        self.look_at_the_call(agent)
        self.reply_and_solve(desk)
        self.answer_by_mail(buyer)
        self.see_the_answer(desk, ANSWER_BY_MAIL)
        self.answer_on_the_own_page(buyer)
        self.see_the_answer(desk, ANSWER)
        expect(desk.locator("#timeline")).to_contain_text("wrote on the help page")
        self.see_the_managers_board(manager)

    def visitor(self) -> BrowserContext:
        context = self.browser.new_context(viewport={"width": 1440, "height": 900})
        context.on("page", self.listen)
        self.contexts.append(context)
        return context

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def sign_in(self, context: BrowserContext, role: str) -> Page:
        account = self.demo.account(role)
        page = context.new_page()
        page.goto(self.demo.desk)
        page.get_by_label("Email").fill(account["email"])
        page.get_by_label("Password", exact=True).fill(account["password"])
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page).to_have_url(re.compile("/tickets/"), timeout=SOON)
        if role == "agent":
            expect(page.locator("[data-list-row]").first).to_be_visible(timeout=SOON)
            self.picture(page, "inbox")
        return page

    def fail_a_checkout(self, context: BrowserContext) -> None:
        page = context.new_page()
        page.goto(f"{self.demo.town}/shop")
        page.get_by_role("link").filter(has_text=EVENT).first.click()
        page.get_by_role("combobox").first.select_option("2")
        page.get_by_role("button", name="Hold these seats").click()
        for label, value in BUYER.items():
            page.get_by_label(label, exact=True).fill(value)
        page.get_by_role("button", name="Continue").click()
        page.get_by_label("Code", exact=True).fill("SUMMER")
        page.get_by_role("button", name="Apply").click()
        expect(page.get_by_role("alert").first).to_be_visible()
        expect(page.locator("#reports")).to_contain_text("discount.rejected")
        self.picture(page, "shop")
        page.close(run_before_unload=True)

    def see_it_on_the_carts_board(self, desk: Page) -> None:
        desk.get_by_role("link", name="Carts").first.click()
        card = desk.locator("[id^=cart-card-]").filter(has_text=BUYER["Name"])
        expect(card).to_contain_text("Discount code rejected", timeout=SOON)
        self.picture(desk, "carts")

    def read_the_mail(self, context: BrowserContext) -> str:
        """Answers the code in the mail."""
        page = context.new_page()
        page.goto(f"{self.demo.town}/mail")
        mail = page.get_by_role("link").filter(has_text=BUYER["E-mail"]).first
        expect(mail).to_be_visible(timeout=MAIL_WITHIN)
        mail.click()
        letter = page.frame_locator("iframe")
        expect(letter.get_by_role("link", name=re.compile("500-555-0102"))).to_be_visible()
        code = re.search(r"Your code:?\s+([\d ]+)", letter.locator("body").inner_text())[1]
        self.picture(page, "mail")
        page.close()
        return code.replace(" ", "")

    def call_the_secret_number(self, context: BrowserContext, code: str) -> Page:
        phones = context.new_page()
        phones.goto(f"{self.demo.town}/phones?dial=%2B15005550102")
        caller = phones.locator("#caller")
        caller.get_by_label("You are").select_option("+15005550135")
        caller.get_by_role("button", name="Call", exact=True).click()
        expect(caller).to_contain_text(re.compile("six"), timeout=SOON)
        for digit in code:
            caller.get_by_role("button", name=f"Key {digit}", exact=True).click()
        return phones

    def see_who_rings(self, desk: Page) -> None:
        bar = desk.get_by_role("region", name="Calls for you")
        expect(bar).to_contain_text(BUYER["Name"], timeout=40_000)
        expect(bar).to_contain_text("Discount code rejected")
        self.picture(desk, "ringing")

    def answer_on_a_handset(self, phones: Page) -> None:
        ringing = phones.locator(".handset.ringing[data-number]")
        expect(ringing).to_have_count(6, timeout=40_000)
        self.picture(phones, "phones")
        member = phones.locator("[data-number]").first
        member.get_by_role("button", name="Answer").click()
        expect(member).to_contain_text(BUYER["Name"], timeout=SOON)  # the whisper names the caller
        expect(member).to_contain_text("Discount code rejected")
        member.get_by_role("button", name="Key 1", exact=True).click()
        expect(member).to_contain_text("Talking with", timeout=SOON)
        expect(ringing).to_have_count(0, timeout=SOON)

    def open_the_case(self, desk: Page) -> None:
        desk.get_by_role("link", name="My cases").first.click()
        expect(desk.get_by_role("heading", name="My cases")).to_be_visible(timeout=SOON)
        desk.get_by_role("link", name=BUYER["Name"]).first.click()
        expect(desk).to_have_url(re.compile(r"/tickets/\d+/"), timeout=SOON)
        expect(desk.locator("body")).to_contain_text("SUMMER", timeout=SOON)

    def talk_and_hang_up(self, phones: Page) -> None:
        phones.wait_for_timeout(3_000)
        phones.locator("#caller").get_by_role("button", name="Hang up").click()
        expect(phones.locator("#caller")).to_contain_text("Idle", timeout=SOON)

    def hear_the_recording(self, desk: Page) -> None:
        """It comes onto the open page by itself."""
        player = desk.get_by_role("group", name="Recording of the call").first
        expect(player.get_by_role("button", name="Play")).to_be_visible(timeout=RECORDING_WITHIN)
        expect(player.get_by_label("Speed")).to_be_visible()
        self.picture(desk, "case")

    def look_at_the_call(self, context: BrowserContext) -> None:
        page = context.new_page()
        page.goto(f"{self.demo.desk}/calls/")
        page.get_by_role("link", name=BUYER["Name"]).first.click()
        expect(page.get_by_role("group", name="Recording of the call")).to_be_visible(timeout=SOON)
        self.picture(page, "call")
        page.close()

    def reply_and_solve(self, desk: Page) -> None:
        desk.keyboard.press("r")
        expect(desk.get_by_label("Text", exact=True)).to_be_focused()
        desk.keyboard.type(REPLY)
        desk.get_by_role("button", name="Send reply").click()
        expect(desk.locator("#timeline")).to_contain_text(REPLY, timeout=SOON)
        desk.get_by_role("button", name="Solve", exact=True).click()
        expect(desk.locator("#timeline")).to_contain_text("Solved", timeout=SOON)

    def answer_by_mail(self, context: BrowserContext) -> None:
        page = self.open_mail(context, "Good news, Robin")
        page.get_by_role("link", name="Reply", exact=True).click()
        page.get_by_label("Text").fill(ANSWER_BY_MAIL)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_label("Text")).to_be_hidden()
        page.close()

    def answer_on_the_own_page(self, context: BrowserContext) -> None:
        """Follows the link of the reply; writes once the address is confirmed by the button of another mail."""
        case = self.follow_link(context, "Good news, Robin", "Follow your case")
        expect(case.get_by_role("main")).to_contain_text(REPLY)
        case.get_by_role("button", name="Send email").click()
        expect(case.get_by_role("status")).to_contain_text("Press the button in it")
        case.close()
        own = self.follow_link(context, "Confirm your email address", "/help/confirm/")
        own.get_by_role("button", name="Confirm address").click()
        own.get_by_label("Your message").fill(ANSWER)
        own.get_by_role("button", name="Send message").click()
        expect(own.get_by_role("status")).to_contain_text("We have your message.")
        own.close()

    def follow_link(self, context: BrowserContext, mail: str, link: str) -> Page:
        """A link in the newest mail with these words."""
        page = self.open_mail(context, mail)
        with context.expect_page() as opened:
            page.frame_locator("iframe").get_by_role("link", name=link).click()
        page.close()
        return opened.value

    def open_mail(self, context: BrowserContext, words: str) -> Page:
        """The newest one with these words, in the pretend town's mailbox."""
        page = context.new_page()
        page.goto(f"{self.demo.town}/mail")
        row = page.get_by_role("link").filter(has_text=words).first
        expect(row).to_be_visible(timeout=MAIL_WITHIN)
        row.click()
        return page

    def see_the_answer(self, desk: Page, answer: str) -> None:
        """On the same case, which is open again."""
        expect(desk.locator("#timeline")).to_contain_text(answer, timeout=MAIL_WITHIN)

    def see_the_managers_board(self, context: BrowserContext) -> None:
        page = self.sign_in(context, "manager")
        page.get_by_role("link", name="Escalations").first.click()
        expect(page.get_by_role("heading", name="Callbacks due")).to_be_visible()
        self.picture(page, "board")
