"""The verbs of a case: the only writers of its rows."""

from tickets.services.imports import (
    cancel_import,
    go_on_with_import,
    keep_import,
    run_import,
    sweep_imports,
    try_import,
)

__all__ = [
    "cancel_import",
    "go_on_with_import",
    "keep_import",
    "run_import",
    "sweep_imports",
    "try_import",
]
