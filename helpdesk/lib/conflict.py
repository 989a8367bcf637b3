"""The refusal of what does not go together with how things stand."""


class ConflictError(Exception):
    """What was asked for is not possible now, and may have been a moment ago: a 409. The sentence says why."""
