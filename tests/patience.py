"""How long a test waits for what it expects: a loaded machine is slow, and nothing is wrong with that."""

PATIENCE = 30_000
"""Milliseconds until what a browser is expected to show is missing; Playwright's own five are too few under load."""
PROMPT = 2_000
"""Milliseconds within which another browser shows what one did."""
