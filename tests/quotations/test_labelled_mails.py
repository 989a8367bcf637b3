"""The folder of quotations against the mails whose fold is known, and against any text at all."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.lib.text.quotations import split_quoted
from helpdesk.mail.models import InboundMessage
from tests.bench import quotations
from tests.quotations import LOST, RIGHT, Labelled, labelled, score, verdict
from tickets.models import Entry

MAILS = labelled()
FLOOR = {"mended": 192, "held_out": 89}
"""How many are folded as they are labelled: what a change of the folder may raise, and may not lower."""
PIECES = [
    "\n", "> ", "-- \n", "--\n", "-----Original Message-----\n", "On 3 Nov 2026, A <a@b.example> wrote:\n", "From: a\n",
    "Sent: b\n", "To: c\n", "Subject: d\n", "Sent from my iPhone\n", "____________\n", "words ", "a@b.example ", ": ",
    "---------- Forwarded message ---------\n", "\u2010\u2010\u2010", "\u2028", "\x0b", "https://a.example/ ", "<",
]  # fmt: skip
LINES = [
    *PIECES, "3 Nov 2026 <a@b>:\n", "x:\nFrom: a\nSent: b\nTo: c\nSubject: d\n\n", "-- \nabc\n", "- -- ", "*From:",
    "From: a\nSent: b\nTo: c\nSubject: d\n\n> q\n\nx\n", "On, 10:00 <a@b> wrot:\n" + 40 * "x" + "@\n", "On 2026 <a@:\n",
    "<a@",
]  # fmt: skip
LENGTH, GROWTH, AIM = 400_000, 8, 0.3
"""Characters, how many times as long four times the text may take, and seconds that are no trouble."""


def test_the_set_is_as_broad_as_it_is_said_to_be():
    assert len(MAILS) >= 150
    assert len({mail.program for mail in MAILS}) >= 15
    languages = [mail.language for mail in MAILS]
    assert sum(languages.count(language) >= 7 for language in set(languages)) >= 5
    assert len([mail for mail in MAILS if mail.part == "held_out"]) * 3 >= len(MAILS)
    assert len({mail.text for mail in MAILS}) == len(MAILS)


@pytest.mark.parametrize("part", FLOOR)
def test_mails_are_folded_as_they_are_labelled(part):
    mails = [mail for mail in MAILS if mail.part == part]
    wrong = [mail.name for mail in mails if verdict(mail, quotations.ours(mail)) != RIGHT]
    assert len(mails) - len(wrong) >= FLOOR[part], wrong


def test_nothing_is_folded_that_is_to_be_seen():
    assert [mail.name for mail in MAILS if verdict(mail, quotations.ours(mail)) == LOST] == []


def test_a_case_shows_all_of_a_mail_that_was_forwarded():
    mail = next(mail for mail in MAILS if mail.subject)
    for subject, folded in ((mail.subject, ""), ("Re: Seats", mail.text.partition("\n\n")[2])):
        entry = Entry(body=mail.text, received=InboundMessage(subject=subject))
        assert entry.written_and_quoted[1] == folded
    assert Entry(body=mail.text).written_and_quoted[1]


def test_lost_is_told_from_left():
    mail = Labelled("", "", "", "en", "top", "", text="Yes.\n> Row 7?", visible="Yes.")
    assert [verdict(mail, seen) for seen in ("Yes.", "Yes.\n>  Row 7?", "", "Y")] == ["right", "left", "lost", "lost"]
    assert score([mail, mail], lambda mail: mail.text) == {"left": 2}


def test_the_measurement_prints_each_program_and_kind(capsys):
    quotations.measure(beside=False)
    told = capsys.readouterr().out
    assert all(f"\n{value} " in told for mail in MAILS for value in (mail.program, mail.language, mail.kind))
    assert "192 of 193" in told


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=20)), max_size=30).map("".join))
def test_whatever_is_not_in_sight_is_folded(text):
    written, quoted = split_quoted(text)
    assert (written + quoted).split() == text.split() or (written + "\n" + quoted).split() == text.split()
    assert bool(written.strip()) == bool(text.strip())


def seconds(text: str) -> float:
    def once() -> float:
        begun = time.process_time()
        split_quoted(text)
        return time.process_time() - begun

    return min(once() for _time in range(2))


@pytest.mark.parametrize("end", ["", "\n\n> q", "\nOn 3 Nov 2026, A <a@b.example> wrote:\n> q"])
@pytest.mark.parametrize("piece", LINES)
def test_a_long_text_takes_no_longer_than_its_length(piece, end):
    long, short = ("hello\n" + piece * (length // len(piece)) + end for length in (LENGTH, LENGTH // 4))
    took = seconds(long)
    assert took < AIM or took < GROWTH * seconds(short)
