"""Lengths of time as a player writes them."""


def clock(seconds: float | None) -> str:
    """83 is 1:23, 3723 is 1:02:03."""
    whole = int(seconds or 0)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
