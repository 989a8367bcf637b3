"""The kinds of forgeries. Each one is drawn from a seed, so that it can be made again."""

from collections.abc import Callable, Iterator
from importlib import import_module
from random import Random

from tests.calls.forged.knocks import Knock, Target

MODULES = ["signatures", "contents", "addresses", "requests"]
Forgery = Callable[[Random, Target], Knock]

FORGERIES: dict[str, Forgery] = {}


def forgery(make_one: Forgery) -> Forgery:
    FORGERIES[make_one.__name__] = make_one
    return make_one


def forgeries(target: Target, *, seed: int, count: int) -> Iterator[tuple[str, Knock]]:
    """`count` of them, every kind as often as the others, each with its name."""
    for module in MODULES:
        import_module(f"tests.calls.forged.{module}")
    kinds = list(FORGERIES)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        yield kind, FORGERIES[kind](Random(f"{seed}:{number}"), target)


def garbage(rng: Random, length: int) -> str:
    return "".join(rng.choice("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") for _ in range(length))
