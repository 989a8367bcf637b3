"""Forget the old places of hours. What they hold stays in the database for the version before, and for its history.

The next version may drop them: `escalation_openingspan` and `escalation_specialday`, and the columns below.
"""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

# What the version before expects in each row, though this one names those columns no more.
DEFAULTS = {
    "line": {"timezone": "'America/New_York'", "holiday_country": "''", "holiday_subdivision": "''"},
    "duty": {"timezone": "'UTC'", "hours": "'[]'"},
}


def default(table: str, column: str, value: str) -> migrations.RunSQL:
    alter = f"ALTER TABLE escalation_{table} ALTER COLUMN {column}"
    return migrations.RunSQL(f"{alter} SET DEFAULT {value}", f"{alter} DROP DEFAULT")


class Migration(migrations.Migration):
    dependencies = [("escalation", "0006_hours_in_calendars")]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="duty",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="duty",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="line",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="line",
            name="update_update",
        ),
        *(
            default(table, column, value)
            for name, columns in DEFAULTS.items()
            for table in (name, f"{name}event")
            for column, value in columns.items()
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField(
                    model_name="openingspan",
                    name="line",
                ),
                migrations.RemoveField(
                    model_name="openingspanevent",
                    name="pgh_obj",
                ),
                migrations.RemoveField(
                    model_name="openingspanevent",
                    name="line",
                ),
                migrations.RemoveField(
                    model_name="openingspanevent",
                    name="pgh_context",
                ),
                migrations.RemoveField(
                    model_name="specialday",
                    name="line",
                ),
                migrations.RemoveField(
                    model_name="specialdayevent",
                    name="pgh_obj",
                ),
                migrations.RemoveField(
                    model_name="specialdayevent",
                    name="line",
                ),
                migrations.RemoveField(
                    model_name="specialdayevent",
                    name="pgh_context",
                ),
                migrations.RemoveField(
                    model_name="duty",
                    name="hours",
                ),
                migrations.RemoveField(
                    model_name="duty",
                    name="timezone",
                ),
                migrations.RemoveField(
                    model_name="dutyevent",
                    name="hours",
                ),
                migrations.RemoveField(
                    model_name="dutyevent",
                    name="timezone",
                ),
                migrations.RemoveField(
                    model_name="line",
                    name="holiday_country",
                ),
                migrations.RemoveField(
                    model_name="line",
                    name="holiday_subdivision",
                ),
                migrations.RemoveField(
                    model_name="line",
                    name="timezone",
                ),
                migrations.RemoveField(
                    model_name="lineevent",
                    name="holiday_country",
                ),
                migrations.RemoveField(
                    model_name="lineevent",
                    name="holiday_subdivision",
                ),
                migrations.RemoveField(
                    model_name="lineevent",
                    name="timezone",
                ),
                migrations.DeleteModel(
                    name="OpeningSpan",
                ),
                migrations.DeleteModel(
                    name="OpeningSpanEvent",
                ),
                migrations.DeleteModel(
                    name="SpecialDay",
                ),
                migrations.DeleteModel(
                    name="SpecialDayEvent",
                ),
            ]
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duty",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "escalation_dutyevent" ("calendar_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "switch", "switch_until", "user_id") VALUES (NEW."calendar_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."switch", NEW."switch_until", NEW."user_id"); RETURN NULL;',
                    hash="10db36ca27d0f5698de8edd6223d8bd0e67c83cf",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0beae",
                    table="escalation_duty",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="duty",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "escalation_dutyevent" ("calendar_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "switch", "switch_until", "user_id") VALUES (NEW."calendar_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."switch", NEW."switch_until", NEW."user_id"); RETURN NULL;',
                    hash="710a62bd039f8d3de0d92e252ff6016fedd5548f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_811bd",
                    table="escalation_duty",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="line",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "escalation_lineevent" ("calendar_id", "closed_ring_group_id", "fallback_url", "id", "is_active", "is_transcribed", "kind", "language", "name", "notice_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ring_group_id", "voice", "words") VALUES (NEW."calendar_id", NEW."closed_ring_group_id", NEW."fallback_url", NEW."id", NEW."is_active", NEW."is_transcribed", NEW."kind", NEW."language", NEW."name", NEW."notice_id", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."ring_group_id", NEW."voice", NEW."words"); RETURN NULL;',
                    hash="630be38c261a953f924b7984968f9d2dd760e93f",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_86427",
                    table="escalation_line",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="line",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "escalation_lineevent" ("calendar_id", "closed_ring_group_id", "fallback_url", "id", "is_active", "is_transcribed", "kind", "language", "name", "notice_id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "ring_group_id", "voice", "words") VALUES (NEW."calendar_id", NEW."closed_ring_group_id", NEW."fallback_url", NEW."id", NEW."is_active", NEW."is_transcribed", NEW."kind", NEW."language", NEW."name", NEW."notice_id", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."ring_group_id", NEW."voice", NEW."words"); RETURN NULL;',
                    hash="21df3be2e11e2b9de8f20b507df4510164bfc31a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_10dbe",
                    table="escalation_line",
                    when="AFTER",
                ),
            ),
        ),
    ]
