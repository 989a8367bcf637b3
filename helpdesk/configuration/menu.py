"""What the menu of the settings says of each page."""

from typing import NotRequired, TypedDict

from django.utils.functional import Promise


class SettingsPage(TypedDict):
    """One line of the menu of the settings. `help` is a page of docs/ and its heading; `words` are synonyms."""

    group: str | Promise
    label: str | Promise
    route: str
    icon: str
    description: str | Promise
    """Two sentences, which stand at the head of the page."""
    words: str | Promise
    help: str
    is_for_managers: NotRequired[bool]
    """Managers may change it, too; without it only admins."""
    also: NotRequired[tuple[str, ...]]
    """Further addresses whose pages belong to it."""
