"""Whoever we wrote to about a case takes part in it, as until now was asked of the mails themselves.

A forward, and a hidden copy, makes a third party; the customer's own address is theirs.
"""

from django.db import migrations

WRITTEN_TO = """
INSERT INTO tickets_participant (ticket_id, address, name, role, entry_id, added_by_id, added_at, confirmed_at)
SELECT DISTINCT ON (entry.ticket_id, lower(envelope.address))
    entry.ticket_id,
    lower(envelope.address),
    '',
    CASE
        WHEN EXISTS (
            SELECT FROM tickets_contactpoint AS point
            WHERE point.requester_id = ticket.requester_id AND point.value = lower(envelope.address)
        ) THEN 'requester'
        WHEN entry.kind = 'forward' OR envelope.kind = 'bcc' THEN 'third_party'
        ELSE 'copied'
    END,
    entry.id,
    entry.actor_id,
    entry.occurred_at,
    entry.occurred_at
FROM tickets_entry AS entry
JOIN tickets_ticket AS ticket ON ticket.id = entry.ticket_id
JOIN mail_outboundmessage AS mail ON mail.id = entry.message_id
CROSS JOIN LATERAL (
    SELECT 'to' AS kind, mail.to_address AS address
    UNION ALL
    SELECT other ->> 'kind', other ->> 'address' FROM jsonb_array_elements(mail.others) AS other
) AS envelope
WHERE entry.kind IN ('reply', 'forward')
ORDER BY
    entry.ticket_id,
    lower(envelope.address),
    entry.kind = 'forward' OR envelope.kind = 'bcc',
    entry.occurred_at
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0025_participants"), ("mail", "0007_recipients_of_received_emails")]

    operations = [migrations.RunSQL(WRITTEN_TO, migrations.RunSQL.noop)]
