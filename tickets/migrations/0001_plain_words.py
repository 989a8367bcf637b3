"""What search needs before there is a table: trigrams, text without accents, and the words of a text."""

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
        # The parser would take ord-1001, ann@mail.example and 3.50 for words of special kinds, which nobody finds who
        # types a part of them: it is given letters and digits alone, without the punctuation marks of ASCII.
        migrations.RunSQL(
            r"""
            CREATE FUNCTION press4_bare(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
            RETURN translate(
                press4_plain("left"($1, 100000)), '!"#$%&()*+,-./:;<=>?@[\]^_`{|}~' || chr(39), repeat(' ', 32)
            )
            """,
            "DROP FUNCTION press4_bare(text)",
        ),
        # Without the places of the words: nobody ranks by them, and whoever walks over many rows reads less.
        # At most a hundred thousand characters: a vector may have a megabyte, a mail may be longer.
        migrations.RunSQL(
            """
            CREATE FUNCTION press4_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
            RETURN strip(to_tsvector('simple'::regconfig, press4_bare($1)))
            """,
            "DROP FUNCTION press4_words(text)",
        ),
        # Each word as the beginning of one ("refund" finds "refunds"), but not the shortest: too much begins with "a".
        # Where the parser finds two words in one it asks for neighbours, which vectors without places do not know.
        migrations.RunSQL(
            r"""
            CREATE FUNCTION press4_query(text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
            RETURN (
                SELECT replace(
                    to_tsquery(
                        'simple'::regconfig,
                        string_agg(quote_literal(word) || CASE WHEN length(word) > 2 THEN ':*' ELSE '' END, ' & ')
                    )::text,
                    '<->',
                    '&'
                )::tsquery
                FROM regexp_split_to_table(press4_bare($1), '\s+') AS word
                WHERE word <> ''
            )
            """,
            "DROP FUNCTION press4_query(text)",
        ),
    ]
