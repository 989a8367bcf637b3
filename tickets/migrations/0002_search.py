"""What search needs: trigrams, text without accents, and their indexes."""

import django.contrib.postgres.indexes
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

import tickets.models.plain


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("tickets", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

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
        migrations.AddIndex(
            model_name="requester",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(tickets.models.plain.Plain("name"), name="gin_trgm_ops"),
                name="requester_name_words",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(tickets.models.plain.Plain("subject"), name="gin_trgm_ops"),
                name="ticket_subject_words",
            ),
        ),
    ]
