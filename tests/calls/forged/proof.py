"""The proof that whatever is forged is refused, leaves no row and breaks nothing."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random

from tests.calls.forged.kinds import forgeries
from tests.calls.forged.knocks import Knock
from tests.calls.forged.waiting import waiting_target
from tests.calls.rows import rows_of_every_table

REFUSALS = {400, 403, 404, 405, 411, 413, 414, 431}


def seed_of_this_run() -> int:
    """FORGERY_SEED replays a run that failed; without it each day has its own."""
    return int(os.environ.get("FORGERY_SEED", Random().randrange(10**6)))


def refuse_everything(send: Callable[[Knock], int], *, count: int, threads: int = 1) -> None:
    """`send` answers the status of one request."""
    target, seed = waiting_target(), seed_of_this_run()
    before = rows_of_every_table()

    def knock_at(numbered: tuple[int, tuple[str, Knock]]) -> None:
        number, (kind, knock) = numbered
        status = send(knock)
        assert status in REFUSALS, f"FORGERY_SEED={seed}, number {number}, {kind}: {status} for {knock}"

    drawn = enumerate(forgeries(target, seed=seed, count=count))
    if threads == 1:
        for numbered in drawn:
            knock_at(numbered)
    else:
        with ThreadPoolExecutor(threads) as pool:
            for _done in pool.map(knock_at, drawn):
                pass
    assert rows_of_every_table() == before, f"FORGERY_SEED={seed}"
    # The proof of the proof: the same requests, when the provider signs them, are let in.
    for path in target.paths:
        honest = Knock(path, target.honest(Random(seed)).pairs).signed()
        assert send(honest) in {200, 204}, path
