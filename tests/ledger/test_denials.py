"""Which sentences deny a mail or an offer of ours, in four languages."""

import pytest

from tests.ledger.sentences import DENY, HARMLESS
from tickets.ledger.denials import denial_in


@pytest.mark.parametrize("sentence", DENY)
def test_a_denial_is_heard(sentence):
    assert denial_in(f"Dear Ann,\n\nthank you for your patience. {sentence}\n\nKind regards")


@pytest.mark.parametrize("sentence", HARMLESS)
def test_nothing_else_is_taken_for_one(sentence):
    assert not denial_in(f"Dear Ann,\n\nthank you for your patience. {sentence}\n\nKind regards")


def test_the_lists_are_long_enough_to_mean_something():
    assert min(len(set(DENY)), len(set(HARMLESS))) >= 60


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("> We did not send you this email.\nI look into it.", ""),
        ("We did not\nsend you this e\u2011mail.".replace("\u2011", "-"), "sending"),
        ("**We didn\u2019t send it.**", "sending"),
        ("There is no such offer.", "offer"),
        ("WE NEVER SENT THAT MESSAGE", "sending"),
    ],
)
def test_quotations_line_breaks_and_marks_are_read_as_a_person_reads_them(text, denied):
    assert denial_in(text) == denied


def test_a_hostile_text_is_read_in_no_time():
    for text in ("we have never " * 1500, "we do not have any an a such that " * 600, "nous n'avons pas " * 1500):
        assert denial_in(text) in {"", "sending", "offer"}
