"""Words that are marked in texts of strangers: where they stand, without accents, and never as markup."""

import pytest

from helpdesk.lib.text.highlights import highlight, plain_words, snippet


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("A refund, please", ["refund"], "A <mark>refund</mark>, please"),
        ("Refunds for Łukasz", ["refund", "lukasz"], "<mark>Refund</mark>s for <mark>Łukasz</mark>"),
        ("Straße in Zürich", ["strasse", "zurich"], "<mark>Straße</mark> in <mark>Zürich</mark>"),
        ("prerefund", ["refund"], "prerefund"),
        ("ﬁne İstanbul e\u0301tage", ["fine", "etage"], "<mark>ﬁne</mark> İstanbul <mark>e\u0301tage</mark>"),
        ("a < b & 'refund'", ["refund"], "a &lt; b &amp; &#x27;<mark>refund</mark>&#x27;"),
        ("<mark>refund", ["mark"], "&lt;<mark>mark</mark>&gt;refund"),
        ("nothing", [], "nothing"),
    ],
)
def test_words_are_marked_where_they_stand(text, words, marked):
    assert highlight(text, words) == marked


def test_a_snippet_shows_the_part_around_the_first_match():
    text = "Dear Sirs, " + "and so on " * 40 + "the refund\nnever came " + "and so on " * 40
    shown = snippet(text, ["refund"])
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "the <mark>refund</mark> never came" in shown
    assert len(shown) < 280


def test_a_short_text_is_shown_whole():
    assert snippet("Where is my refund?", ["refund"]) == "Where is my <mark>refund</mark>?"


def test_words_are_cut_as_the_database_cuts_them():
    assert plain_words("ORD-1001, Ann@Mail.example: Żółw") == ["ord", "1001", "ann", "mail", "example", "zolw"]
