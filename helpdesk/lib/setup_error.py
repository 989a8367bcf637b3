"""The refusal that every settings page shows."""


class SetupError(Exception):
    """The desk would not work that way; the sentence says why and what to do instead."""
