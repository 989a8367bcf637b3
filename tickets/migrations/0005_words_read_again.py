"""Read the texts again whose words the functions of 0004 cut otherwise; those of ASCII stay as they are."""

from django.db import migrations

# A generated column is made anew by any UPDATE of its row. Rows are touched only where that changes something.
READ_AGAIN = """
UPDATE {table} SET {column} = {column}
WHERE octet_length({column}) <> length({column}) AND words IS DISTINCT FROM press4_words({column})
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0004_names_of_everybody")]

    operations = [
        migrations.RunSQL(READ_AGAIN.format(table="tickets_ticket", column="subject"), migrations.RunSQL.noop),
        migrations.RunSQL(READ_AGAIN.format(table="tickets_entry", column="body"), migrations.RunSQL.noop),
    ]
