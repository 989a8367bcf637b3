"""The log of calls: list, filters, search, missed calls and exports."""

from calls.log.exports import note_export
from calls.log.missed import clear_missed

__all__ = [
    "clear_missed",
    "note_export",
]
