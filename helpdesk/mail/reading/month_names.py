"""Names of months and weekdays in every language of Django, from its own catalogues."""

import gettext
import unicodedata
from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import django

MONTHS = "January February March April May June July August September October November December"
ABBREVIATED = "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec."
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Wed Thu Fri Sat Sun"
"""Under these the catalogues keep their own."""
CATALOGUES = Path(django.__file__).parent / "conf/locale"
SHORT = {
    # What mails and exports write and no catalogue has; and what means one month there, whatever it means elsewhere.
    "jän": 1, "ene": 1, "gen": 1, "mar": 3, "mrz": 3, "mrt": 3, "mag": 5, "giu": 6, "lug": 7, "set": 9, "ott": 10,
    "dez": 12,
}  # fmt: skip


def fold(name: str) -> str:
    """Small letters without accents and full stops: "Août" and "aout" are one name."""
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f").strip(" .")


def months_named(name: str) -> set[int]:
    """The months (1 to 12) that `name`, or a beginning of three letters or more, stands for in any language.

    More than one where languages disagree: "listopad" is October in Croatian and November in Czech.
    """
    name = fold(name)
    if name in _SHORT:
        return {_SHORT[name]}
    months, _days = _names()
    if name in months:
        return months[name]
    found = [numbers for full, numbers in months.items() if len(name) >= 3 and full.startswith(name)]
    return set().union(*found)


def is_weekday(name: str) -> bool:
    return fold(name) in _names()[1]


_SHORT = {fold(name): month for name, month in SHORT.items()}


@lru_cache(maxsize=1)
def _names() -> tuple[dict[str, set[int]], frozenset[str]]:
    """Not Django's translation, which would keep a hundred whole languages in memory. Takes half a second."""
    months: dict[str, set[int]] = defaultdict(set)
    days: set[str] = set()
    for path in CATALOGUES.glob("*/LC_MESSAGES/django.mo"):
        with path.open("rb") as file:
            words = gettext.GNUTranslations(file)
        for number, (month, short) in enumerate(zip(MONTHS.split(), ABBREVIATED.split(), strict=True), 1):
            plain = {words.gettext(month), words.gettext(month[:3].lower()), month}
            for name in plain | {words.pgettext("alt. month", month), words.pgettext("abbrev. month", short)}:
                months[fold(name)].add(number)
        days.update(fold(words.gettext(day)) for day in DAYS.split())
    return dict(months), frozenset(days.union(map(fold, DAYS.split())))
