"""Learn the vocabulary of cases, for the spelling correction of searches."""

from django.db import connection
from django.db.models import Max

from tickets.models import Entry, Word

PART = 10_000
"""Entries that are read at once."""
OVERLAP = 1_000
"""Entries are read once more: one with a lower key may be committed after one with a higher."""
LEARN = """
INSERT INTO tickets_word (text, learned_from)
SELECT word, max(entry) FROM (
    SELECT unnest(tsvector_to_array(entry.words || ticket.words)) AS word, entry.id AS entry
    FROM tickets_entry AS entry JOIN tickets_ticket AS ticket ON ticket.id = entry.ticket_id
    WHERE entry.id > %s AND entry.id <= %s
) AS read
WHERE length(word) BETWEEN 4 AND 30 AND word !~ '[0-9]'
GROUP BY word
ON CONFLICT (text) DO NOTHING
"""


def learn_words() -> None:
    """Read the entries that were written since the last time, with the subjects of their cases."""
    done = (Word.objects.aggregate(last=Max("learned_from"))["last"] or 0) - OVERLAP
    newest = Entry.objects.aggregate(last=Max("pk"))["last"] or 0
    for first in range(max(done, 0), newest, PART):
        with connection.cursor() as cursor:
            cursor.execute(LEARN, [first, min(first + PART, newest)])
