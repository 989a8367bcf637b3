"""Why a mail, or another text from outside, cannot be read."""

LONGEST_TEXT = 200_000
"""Characters of one message. More is no message of a person, and slows each page that shows it."""


class UnreadableError(Exception):
    """It is beyond all measure, or not what it says it is; the text says why and what to do."""


class TooMuchError(UnreadableError):
    """It has more of something than a mail of a person ever has."""
