"""How long a test waits for what it expects: a loaded machine is slow, and nothing is wrong with that."""

import os

PATIENCE = 30_000
"""Milliseconds until what a browser is expected to show is missing; Playwright's own five are too few under load."""
PROMPT = 2_000
"""Milliseconds within which another browser shows what one did, on a machine that has a core to spare."""


def soon() -> float:
    """`PROMPT`, as many times as there are processes for each core, and at most four times.

    Two browsers, a server and a database stand in line here with those of the other worker: at two seconds sharp a
    test fails now and then for nothing.
    """
    return PROMPT * min(max(1, os.getloadavg()[0] / (os.cpu_count() or 1)), 4)
