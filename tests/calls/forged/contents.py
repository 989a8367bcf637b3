"""What was changed, repeated or split anew after the provider had signed it."""

from collections.abc import Set
from dataclasses import replace
from random import Random

from django.urls import resolve

from tests.calls.forged.kinds import forgery, garbage
from tests.calls.forged.knocks import Knock, Pairs, Target


@forgery
def with_a_value_changed(rng: Random, target: Target) -> Knock:
    knock = target.honest(rng).signed()
    name, value = rng.choice(knock.pairs)
    return knock.saying(**{name: rng.choice(["", value + "0", value[::-1] + "1", value + " "])})


@forgery
def with_a_parameter_more_or_less(rng: Random, target: Target) -> Knock:
    knock = target.honest(rng).signed()
    if rng.random() < 0.5:
        return knock.saying(**{garbage(rng, 6): garbage(rng, 3)})
    return replace(knock, pairs=rng.sample(knock.pairs, len(knock.pairs) - 1))


@forgery
def with_a_parameter_repeated(rng: Random, target: Target) -> Knock:
    """The signature says each pair once, so that the same one twice has the same signature."""
    knock = target.honest(rng)
    name, value = rng.choice(knock.pairs)
    pairs = [*knock.pairs, (name, value if rng.random() < 0.5 else value + "1")]
    return replace(knock, pairs=rng.sample(pairs, len(pairs))).signed()


@forgery
def with_names_and_values_split_anew(rng: Random, target: Target) -> Knock:
    """The signature says names and values in one string: "Digits" + "4" is signed like "Digit" + "s4"."""
    knock = target.honest(rng)
    while not resolve(knock.path).func.needs_call:  # the music of a room is the same for everybody
        knock = target.honest(rng)
    right = knock.signed().headers
    names = resolve(knock.path).func.acts_on | {"AccountSid", "CallSid"}
    for _attempt in range(200):
        pairs = _split_anew(rng, sorted(knock.pairs), names)
        if replace(knock, pairs=pairs).signed().headers == right and dict(pairs) != dict(knock.pairs):
            return replace(knock, pairs=pairs, headers=right)
    raise AssertionError("no other split has this signature")


def _split_anew(rng: Random, pairs: Pairs, names: Set[str]) -> Pairs:
    # Names that this door acts on: a piece of a town's name in a parameter that nobody knows changes nothing.
    place = rng.choice([place for place, (name, _value) in enumerate(pairs) if place and name in names])
    (before, said), (name, value) = pairs[place - 1], pairs[place]
    match rng.randrange(3):
        case 0:  # a piece of the name goes to the value
            cut = rng.randrange(1, len(name))
            pairs[place] = (name[:cut], name[cut:] + value)
        case 1:  # a piece of the value goes to the name
            cut = rng.randrange(1, len(value) + 1)
            pairs[place] = (name + value[:cut], value[cut:])
        case 2:  # the whole goes to the value before it
            pairs[place - 1 : place + 1] = [(before, said + name + value)]
    return pairs
