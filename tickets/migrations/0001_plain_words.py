"""What search needs before there is a table: trigrams, and text without accents."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        # unaccent() itself is not IMMUTABLE, because its dictionary could be changed, and so no index may use it.
        # The standard body is bound to the names when it is made: no search_path can lead it astray.
        migrations.RunSQL(
            """
            CREATE FUNCTION press4_plain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
            RETURN lower(unaccent('unaccent'::regdictionary, $1))
            """,
            "DROP FUNCTION press4_plain(text)",
        ),
    ]
