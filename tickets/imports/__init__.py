"""Imports of cases from another helpdesk (CSV) or a mailbox (mbox)."""

from tickets.imports.jobs import cancel_import, go_on_with_import, keep_import, run_import, sweep_imports, try_import

__all__ = [
    "cancel_import",
    "go_on_with_import",
    "keep_import",
    "run_import",
    "sweep_imports",
    "try_import",
]
