"""Whoever is mailed when a mailbox fails is mailed when a shop falls silent, too: it is of the same kind, and new."""

from django.db import migrations

ADD = """
UPDATE tickets_noticesettings SET emails = array_append(emails, 'silence')
WHERE emails @> ARRAY['mailbox']::varchar[] AND NOT emails @> ARRAY['silence']::varchar[]
"""
REMOVE = "UPDATE tickets_noticesettings SET emails = array_remove(emails, 'silence')"


class Migration(migrations.Migration):
    dependencies = [("tickets", "0030_silences")]

    operations = [migrations.RunSQL(ADD, REMOVE)]
