"""A cell that leaves as a file is text, whatever the spreadsheet makes of it."""

import time

import pytest

from helpdesk.lib.csv_files import harmless, unguarded

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20SUM(1)",
    " =1",
]
HIDDEN = [
    "\u200b=1",
    "\ufeff\uff1d1",
    "\u00ad@x",
    '"=1"',
    "x;=1+1",
    "x; =1+1",
    "x,\uff1d1",
    "x\n=1",
    "x\t+1",
    "x|@y",
    'a;"=1"',
]


@pytest.mark.parametrize("text", FORMULAS + HIDDEN)
def test_a_formula_is_guarded_wherever_a_cell_may_begin(text):
    guarded = harmless(text)
    assert guarded != text
    for sign in "=+-@\uff1d\uff0b\uff0d\uff20":
        for parting in ("", ";", ",", "\n", "\t", "|"):
            assert not guarded.startswith(sign)
            assert not parting or f"{parting}{sign}" not in guarded
    assert unguarded(guarded) == text


@pytest.mark.parametrize(
    "text", ["", "Ann Lee", "a - b", "1 + 1 = 2", "ann@buyers.test", "9:00-17:00", "O'Hara", "'quoted'"]
)
def test_other_texts_leave_as_they_are(text):
    assert harmless(text) == text
    assert unguarded(text) == text


def test_long_texts_take_no_long_time():
    begun = time.perf_counter()
    for text in ("\n" * 100_000, "; " * 50_000, "'" * 100_000, "=" * 100_000):
        harmless(text)
        unguarded(text)
    assert time.perf_counter() - begun < 3
