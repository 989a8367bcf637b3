"""Which pages of settings a person may open, which a search finds, and which one an address is under."""

from typing import Literal

from django.urls import reverse

from helpdesk.accounts.models import User
from helpdesk.configuration.menu import SettingsPage
from helpdesk.configuration.pages import GROUPS, PAGES
from helpdesk.lib.text.folding import JOINTS, plain

SEARCHED: tuple[Literal["label", "words", "description", "group"], ...] = ("label", "words", "description", "group")


def pages_for(user: User) -> list[SettingsPage]:
    """Those that `user` may open, group by group."""
    allowed = [page for page in PAGES if user.is_admin or (user.is_manager and page.get("is_for_managers"))]
    return sorted(allowed, key=lambda page: GROUPS.index(page["group"]))


def find_pages(pages: list[SettingsPage], asked: str) -> list[SettingsPage]:
    """The pages that hold every word of `asked` in their name, synonyms or description; names come first.

    An e-mail is an email: what joins two parts of a word is left out as often as it is written.
    """
    words = _joined(asked).split()
    texts = [(page, _joined(" ".join(str(page[part]) for part in SEARCHED))) for page in pages]
    found = [page for page, text in texts if all(word in text for word in words)]
    return sorted(found, key=lambda page: not all(word in _joined(str(page["label"])) for word in words))


def page_at(path: str, pages: list[SettingsPage]) -> SettingsPage | None:
    """The page that `path` is, or lies under."""
    starts = [(start, page) for page in pages for start in (reverse(page["route"]), *page.get("also", ()))]
    holding = [(len(start), page) for start, page in starts if path.startswith(start)]
    return max(holding, key=lambda found: found[0], default=(0, None))[1]


def help_url(page: SettingsPage) -> str:
    """Where the help says more about `page`."""
    chapter, mark, heading = page["help"].partition("#")
    return reverse("configuration:help_page", args=[chapter]) + mark + heading


def _joined(text: str) -> str:
    return JOINTS.sub("", plain(text))
