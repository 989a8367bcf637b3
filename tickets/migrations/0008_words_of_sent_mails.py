"""The words of sent mails, read as the search reads those of cases; an index of this app, whose functions it needs."""

from django.db import migrations

WORDS = "CREATE INDEX outbound_said ON mail_outboundmessage USING gin (press4_words(subject || ' ' || text))"


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_claimed_addresses"), ("mail", "0002_text_search")]

    operations = [migrations.RunSQL(WORDS, "DROP INDEX outbound_said")]
