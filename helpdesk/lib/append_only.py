"""What was written down stays: triggers that keep history and logs from being changed, deleted or emptied.

They hold for every role, also for the owner's own connection, until somebody drops them or switches triggers off.
"""

from django.apps import apps
from django.db import models
from django.db.backends.utils import CursorWrapper

CONTEXT = "pghistory_context"
FILLED_IN_WITHIN = "1 minute"
"""Longer than any request writes."""

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION press4_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Cannot % rows of %: what was written down stays', lower(TG_OP), TG_TABLE_NAME;
END;
$$;
-- Who asked, and where. pghistory repeats it with each event of a request (so from within a trigger), and may learn
-- the person after the first one. A request may say more than before; what another one said stays as it is.
CREATE OR REPLACE FUNCTION press4_keep_context() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() = 1 THEN
        RAISE EXCEPTION 'Cannot update rows of %: what was written down stays', TG_TABLE_NAME;
    ELSIF OLD.created_at = now() OR (
        OLD.created_at > now() - interval '{FILLED_IN_WITHIN}'
        AND NEW.metadata @> jsonb_strip_nulls(OLD.metadata)
    ) THEN
        RETURN NEW;
    END IF;
    RETURN NULL;
END;
$$;
"""

TRIGGER = 'CREATE OR REPLACE TRIGGER {name} BEFORE {deeds} ON "{table}" FOR EACH {each} EXECUTE FUNCTION {function}()'


def history_tables() -> list[str]:
    """Those of pghistory's events, whose own triggers refuse UPDATE and DELETE."""
    return [model._meta.db_table for model in apps.get_models() if getattr(model, "pgh_tracked_model", None)]


def log_tables() -> list[str]:
    """Those whose model says that its rows are only ever added."""
    return [model._meta.db_table for model in apps.get_models() if is_log(model)]


def is_log(model: type[models.Model]) -> bool:
    return getattr(model, "is_append_only", False)


def keep_what_was_written(cursor: CursorWrapper) -> None:
    """Make the triggers, or bring them up to date; as the owner of the tables, after each migration."""
    cursor.execute(FUNCTIONS)
    for table in [*history_tables(), *log_tables(), CONTEXT]:
        _guard(cursor, table, name="press4_never_emptied", deeds="TRUNCATE", each="STATEMENT")
    for table in log_tables():
        _guard(cursor, table, name="press4_never_changed", deeds="UPDATE OR DELETE", each="ROW")
    _guard(cursor, CONTEXT, name="press4_never_deleted", deeds="DELETE", each="ROW")
    _guard(cursor, CONTEXT, name="press4_kept", deeds="UPDATE", each="ROW", function="press4_keep_context")


def _guard(cursor: CursorWrapper, table: str, *, function: str = "press4_refuse", **what: str) -> None:
    cursor.execute(TRIGGER.format(table=table, function=function, **what))
