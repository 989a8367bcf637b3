"""Who is on the telephone: members of every behaviour, and callers who have patience."""

from random import Random

from simulator.phone_network import (
    Caller,
    Person,
    accepts,
    declines,
    hangs_up,
    hears,
    is_busy,
    never_answers,
    press,
    presses_late,
    presses_wrong_key,
    voicemail,
)
from tests import make


def some_member(rng: Random) -> Person:
    """Whoever holds the phone this time."""
    people = [
        accepts(after=(1, 14), think=(0.5, 6), talk=(5, 90)),
        voicemail(after=(3, 20)),
        presses_wrong_key(after=(1, 9)),
        presses_late(after=(1, 6), late=(6, 25)),
        hangs_up(after=(1, 9)),
        declines(),
        is_busy(),
        never_answers(),
        never_answers(),
    ]
    return rng.choice(people)


def some_caller(rng: Random) -> tuple[str, Person]:
    """A line and what the caller does on it; each ends up with everybody being rung."""
    scripts = [
        (make.MAIN_LINE, [hears("press 4"), press("4")]),
        (make.MAIN_LINE, [hears("press 4"), press("4")]),
        (make.MAIN_LINE, [hears("press 4"), press("9"), hears("press 4"), press("8")]),
        (make.MAIN_LINE, []),
        (make.PROBLEM_LINE, []),
        (make.RECOVERY_LINE, [hears("six digits"), press("000000")]),
    ]
    line, steps = rng.choice(scripts)
    return line, Caller(*steps, patience=400.0)
