"""Lists of cases: the views of the inbox, filters, sorting, saved views, bulk changes, search and export."""

from tickets.lists.bulk_changes import change_in_bulk, undo_in_bulk
from tickets.lists.exports import note_case_export
from tickets.lists.saved_views import change_view, delete_view, move_view, save_view

__all__ = [
    "change_in_bulk",
    "change_view",
    "delete_view",
    "move_view",
    "note_case_export",
    "save_view",
    "undo_in_bulk",
]
