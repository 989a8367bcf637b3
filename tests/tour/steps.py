"""What a newcomer does on the tour, one function a step. Each step asserts what the newcomer should see."""

import re
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.tour.demo import Demo

Picture = Callable[[Page, str], None]
MAIL_WITHIN = 90_000  # milliseconds: the demonstration's shop waits 20 seconds, and a sweep comes every 15
BUYER = {"name": "Nora Field", "email": "nora.field@example.com"}


class Tour:
    """One walk through the demonstration. `picture` is called where the README shows one."""

    def __init__(self, browser: Browser, demo: Demo, *, picture: Picture = lambda page, name: None) -> None:
        self.browser, self.demo, self.picture = browser, demo, picture

    def walk(self) -> None:
        agent, buyer, manager = self.visitor(), self.visitor(), self.visitor()
        desk = self.sign_in(agent, "agent")
        shop = self.fail_a_checkout(buyer)
        self.see_it_on_the_carts_board(desk)
        code = self.read_the_mail(buyer)
        phones = self.call_the_secret_number(buyer, code)
        self.work_the_case(desk)
        self.hang_up(phones)
        self.hear_the_recording(desk)
        self.answer_and_solve(desk)
        self.read_the_reply(buyer)
        self.see_the_managers_board(manager)
        shop.close()

    def visitor(self) -> BrowserContext:
        return self.browser.new_context(viewport={"width": 1440, "height": 900})

    def sign_in(self, context: BrowserContext, role: str) -> Page:
        account = self.demo.account(role)
        page = context.new_page()
        page.goto(self.demo.desk)
        page.get_by_label(re.compile("e-?mail", re.IGNORECASE)).fill(account["email"])
        page.get_by_label("Password", exact=True).fill(account["password"])
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("navigation").first).to_be_visible()
        return page

    def fail_a_checkout(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.goto(f"{self.demo.town}/shop")
        page.get_by_role("link").filter(has_text=re.compile(r"\w")).nth(1).click()
        return page
