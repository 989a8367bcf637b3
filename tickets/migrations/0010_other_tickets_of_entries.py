"""Bring the other case of each entry that speaks of one into its column, from where entries kept it before.

A link and a split had its number in `panel_id`, a merge that of the merge. Both stay there, so that the version before
shows the entries as it always did.
"""

from django.db import migrations

LINKS_AND_SPLITS = """
UPDATE tickets_entry AS entry SET other_ticket_id = ticket.id FROM tickets_ticket AS ticket
WHERE entry.kind = 'related' AND entry.panel = '' AND ticket.id = entry.panel_id
"""
MERGES = """
UPDATE tickets_entry AS entry
SET other_ticket_id = CASE WHEN entry.source_key LIKE '%:parted' THEN merge.survivor_id ELSE merge.source_id END
FROM tickets_casemerge AS merge
WHERE entry.kind = 'related' AND entry.source_key LIKE 'merge:%' AND split_part(entry.source_key, ':', 2) = merge.id::text
"""
BACK = """
UPDATE tickets_entry SET panel_id = other_ticket_id
WHERE other_ticket_id IS NOT NULL AND panel_id IS NULL AND coalesce(source_key, '') NOT LIKE 'merge:%'
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_entry_other_ticket")]

    operations = [
        migrations.RunSQL(LINKS_AND_SPLITS, BACK),
        migrations.RunSQL(MERGES, migrations.RunSQL.noop),
    ]
