"""Every page in a language that nobody speaks: each text of ours is marked and 40 % longer.

What has no mark and is no data is outside gettext, and what sticks out would do so in German.
"""

import itertools
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

from tests import make
from tests.desk_server import session_cookie
from tests.permissions.objects import with_second_step
from tests.test_csp import doors_for, is_whole_page

pytestmark = [pytest.mark.browser, pytest.mark.soak, pytest.mark.django_db(transaction=True)]

BEGIN, END = "⟦", "⟧"
MARKED = re.compile(rf"{BEGIN}[^{BEGIN}{END}]*{END}")
WORD = re.compile(r"[^\W\d_]{3,}")
WIDTHS = (1440, 1024, 390, 320)
READ_TEXTS = """() => {
  const found = new Set();
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (element.closest("script, style, noscript, template, code, kbd, pre, [lang]:not(html)")) continue;
    if (element.closest("select[name$=timezone]")) continue;
    const block = element.closest("p, li, td, th, dd, dt, h1, h2, h3, label, legend, option");
    const whole = block ?? element.closest("button, a") ?? element;
    if (shown(element)) found.add(whole.innerText ?? whole.textContent);
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")) {
    for (const name of ["aria-label", "title", "placeholder", "alt"]) found.add(element.getAttribute(name) ?? "");
  }
  found.add(document.title);
  return [...found];
}"""
CUT_OFF = """() => [...document.querySelectorAll("button, .btn, .chip, th, label, .nav-link")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.clientWidth > 24
    && one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).textOverflow !== "ellipsis")
  .map((one) => one.textContent.trim().slice(0, 60))"""
OURS = ("accounts", "mail", "tickets", "escalation", "carts", "calls")
TEXTS = (models.CharField, models.TextField, models.JSONField)
NAMES = {"press", "api", "english", "español", "français", "deutsch", "utc", "csv", "mbox", "ctrl"}


def longer(text: str) -> str:
    """Marked, and longer by 40 %, in words of six letters."""
    if not text.strip():
        return text
    filling = " ẽẽẽẽẽẽ" * math.ceil(len(text) * 0.4 / 7)
    return f"{BEGIN}{text}{filling[: max(math.ceil(len(text) * 0.4), 1)]}{END}"


@pytest.fixture
def pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django looks its functions of gettext up here."""

    def said(theirs: Callable[..., str]) -> Callable[..., str]:
        return lambda *words: longer(theirs(*words))

    for name in ("gettext", "ngettext", "pgettext", "npgettext"):
        monkeypatch.setattr(translation._trans, name, said(getattr(translation._trans, name)))


def words_of_the_rows() -> set[str]:
    """What people, shops and callers wrote."""
    found: set[str] = set(NAMES)
    for model in itertools.chain.from_iterable(apps.get_app_config(name).get_models() for name in OURS):
        texts = [field.attname for field in model._meta.concrete_fields if isinstance(field, TEXTS)]
        if texts:
            for row in model._base_manager.values_list(*texts)[:2000]:
                found |= {word.casefold() for value in row for word in WORD.findall(str(value))}
    return found


def unmarked(text: str) -> str:
    while MARKED.search(text):
        text = MARKED.sub(" ", text)
    return text


def outside_gettext(texts: list[str], known: set[str]) -> Iterator[str]:
    for text in texts:
        rest = unmarked(text)
        if {word.casefold() for word in WORD.findall(rest)} - known:
            yield " ".join(rest.split())[:120]


def test_no_page_speaks_outside_gettext_or_breaks_when_texts_are_longer(live_server, browser, pseudo):
    admin = with_second_step(make.admin(theme="light", name="Ana Silva"))
    addresses = [address for address, answer in doors_for(admin) if is_whole_page(answer)]
    known = words_of_the_rows()
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900})
    context.add_cookies([session_cookie(live_server.url, admin)])
    page = context.new_page()
    troubles: list[Any] = []
    for address in addresses:
        page.goto(live_server.url + address)
        page.wait_for_selector(".htmx-request", state="detached")
        assert BEGIN in page.title(), address
        troubles += [
            f"{address}: outside gettext: {text}" for text in outside_gettext(page.evaluate(READ_TEXTS), known)
        ]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                troubles.append(f"{address}: has to be scrolled sideways at {width}")
            troubles += [f"{address}: cut off at {width}: {text}" for text in page.evaluate(CUT_OFF)]
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    context.close()
    assert troubles == []
