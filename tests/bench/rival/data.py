"""The same cases for django-helpdesk, copied by SQL from ours: its tables stand in a schema of the same database."""

from django.db import connection

TABLES = ("helpdesk_followup", "helpdesk_ticket")

# A requester is a mail address there, a case begins with what its first message says, and each entry is a follow-up.
TICKETS = """
INSERT INTO rival.helpdesk_ticket (
    id, title, queue_id, created, modified, submitter_email, assigned_to_id, status, on_hold, description, resolution,
    priority, due_date, secret_key
)
SELECT
    t.id, t.subject, coalesce(t.team_id % {queues}, 0) + 1, t.created_at, t.active_at, p.value,
    2 + t.assignee_id % {agents},
    CASE WHEN t.status = 'closed' THEN 4 WHEN t.status = 'solved' THEN 3 ELSE 1 END, FALSE,
    e.body, CASE WHEN t.solved_at IS NOT NULL THEN 'Solved.' END,
    CASE t.priority WHEN 'urgent' THEN 1 WHEN 'high' THEN 2 WHEN 'normal' THEN 3 ELSE 4 END, t.reply_due_at,
    md5(t.id::text)
FROM public.tickets_ticket AS t
JOIN public.tickets_contactpoint AS p ON p.requester_id = t.requester_id AND p.kind = 'email'
JOIN LATERAL (SELECT body FROM public.tickets_entry AS e WHERE e.ticket_id = t.id ORDER BY id LIMIT 1) AS e ON TRUE
"""
FOLLOW_UPS = """
INSERT INTO rival.helpdesk_followup (id, ticket_id, date, title, comment, public, user_id)
SELECT
    e.id, e.ticket_id, e.occurred_at, CASE e.kind WHEN 'message' THEN 'E-Mail' ELSE 'Comment' END, e.body, e.is_public,
    2 + e.actor_id % {agents}
FROM public.tickets_entry AS e
"""


def make_schema() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS rival CASCADE; CREATE SCHEMA rival")


def copy_cases(*, queues: int, agents: int) -> None:
    """Everything that our desk holds now, in place of what was copied before."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(f'rival.{table}' for table in TABLES)} CASCADE")
        cursor.execute("SET session_replication_role = replica")
        for statement in (TICKETS, FOLLOW_UPS):
            cursor.execute(statement.format(queues=queues, agents=agents))
        cursor.execute("SET session_replication_role = origin")
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE rival.{table}")
