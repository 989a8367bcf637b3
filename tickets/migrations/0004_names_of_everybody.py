# ruff: noqa: RUF001, S608, ISC003
"""Names and words of every script: without their points, cut where there are no spaces, and found by any part."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import tickets.models.plain

MARKS = r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670" + (
    r"\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u00ad"
)
"""Accents, the points of Hebrew and Arabic, the stroke that makes an Arabic word longer, and what nobody sees."""
UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    + (r"\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff")
)
"""Letters of Thai, Lao, Burmese, Khmer, Chinese, Japanese and Korean: a word may begin at each of them."""
JOINTS = r"''`´.\u00b7\u02b0-\u02ff\u05be\u05f3\u05f4\u2010-\u2015\u2018-\u201b\u2032-"
"""What stands inside names, and is left out as often: O'Brien, Jean-Luc, J.R."""
SIGNS = (
    r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02b0-\u02ff\u05be\u05c0\u05f3\u05f4\u060c\u061b"
    r"\u061f\u066a-\u066d\u06d4\u0964\u0965\u2000-\u206f\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u30a0\u30fb"
)
"""What stands between words."""

PLAIN = rf"""
CREATE OR REPLACE FUNCTION press4_plain(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN octet_length($1) = length($1) THEN lower($1) ELSE translate(
    lower(normalize(regexp_replace(
        normalize(unaccent('unaccent'::regdictionary, normalize($1, NFKC)), NFD), '[{MARKS}]', '', 'g'
    ), NFC)),
    'ςىةکی', 'σيهكي'
) END
"""
# Two letters at a time, from the first and from the second on: any part of a text without spaces is found by its pairs.
PAIRS = rf"""
CREATE FUNCTION press4_pairs(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN octet_length($1) = length($1) OR $1 !~ '[{UNSPACED}]' THEN $1 ELSE
    regexp_replace(regexp_replace($1, '([{UNSPACED}]+)', ' \1 ', 'g'), '([{UNSPACED}][{UNSPACED}])', '\1 ', 'g')
    || ' ' ||
    regexp_replace(
        regexp_replace($1, '(^|[^{UNSPACED}])([{UNSPACED}])', '\1 \2 ', 'g'), '([{UNSPACED}]{{1,2}})', '\1 ', 'g'
    )
END
"""
WORDS = """
CREATE OR REPLACE FUNCTION press4_words(text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN strip(to_tsvector('simple'::regconfig, press4_pairs(press4_bare($1))))
"""
QUERY = rf"""
CREATE OR REPLACE FUNCTION press4_query(text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT replace(
        to_tsquery(
            'simple'::regconfig,
            string_agg(
                quote_literal(word) || CASE WHEN length(word) > 2 OR word ~ '^[{UNSPACED}]$' THEN ':*' ELSE '' END,
                ' & '
            )
        )::text,
        '<->',
        '&'
    )::tsquery
    FROM regexp_split_to_table(press4_pairs(press4_bare($1)), '\s+') AS word
    WHERE word <> ''
)
"""
# "Mueller" is "Müller" is "Muller": an e after a, o or u is left out in all of them.
NAME = rf"""
CREATE FUNCTION press4_name(written text, is_joined boolean) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(
    regexp_replace(
        CASE WHEN is_joined THEN regexp_replace(
            regexp_replace(press4_plain("left"($1, 500)), '[{JOINTS}]', '', 'g'),
            '([{UNSPACED}])\s+(?=[{UNSPACED}])', '\1', 'g'
        ) ELSE press4_plain("left"($1, 500)) END,
        '([aou])e|(a)a', '\1\2', 'g'
    ),
    '([{UNSPACED}]+)|[{SIGNS}]+', ' \1 ', 'g'
))
"""
NAME_TEXT = """
CREATE FUNCTION press4_name_text(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN press4_name($1, true) || ' ' || press4_name($1, false)
"""
WORD_KEYS = rf"""
CREATE FUNCTION press4_word_keys(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN $1 = '' THEN '{{}}'
    WHEN $1 ~ '^[{UNSPACED}]' THEN
        CASE WHEN length($1) = 1 THEN ARRAY[$1]
        ELSE ARRAY(SELECT substr($1, place, 2) FROM generate_series(1, length($1) - 1) AS place) END
    WHEN length($1) < 3 THEN ARRAY['=' || $1]
    ELSE ARRAY(SELECT substr($1, place, 3) FROM generate_series(1, length($1) - 2) AS place)
END
"""
# All that a word is with one letter less: two words that are one typo apart, or two letters that changed places, share one.
WORD_TYPOS = rf"""
CREATE FUNCTION press4_word_typos(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN length($1) < 4 OR $1 ~ '^[{UNSPACED}]' THEN '{{}}'::text[] ELSE
    ARRAY(SELECT '~' || "left"($1, place - 1) || substr($1, place + 1) FROM generate_series(1, length($1)) AS place)
    || ('~' || $1)
END
"""
NAME_KEYS = rf"""
CREATE FUNCTION press4_name_keys(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT coalesce(array_agg(DISTINCT key), '{{}}')
    FROM regexp_split_to_table(press4_name_text($1), ' +') AS word
    CROSS JOIN unnest(
        press4_word_keys(word) || press4_word_typos(word)
        || CASE WHEN word ~ '^[{UNSPACED}]' THEN regexp_split_to_array(word, '') ELSE '{{}}' END
    ) AS key
)
"""
NAME_SOUGHT = """
CREATE FUNCTION press4_name_sought(written text, is_joined boolean) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT coalesce(array_agg(DISTINCT key), '{}')
    FROM regexp_split_to_table(press4_name($1, is_joined), ' +') AS word
    CROSS JOIN unnest(press4_word_keys(word)) AS key
)
"""
NAME_PATTERNS = """
CREATE FUNCTION press4_name_patterns(written text, is_joined boolean) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(SELECT '%' || word || '%' FROM regexp_split_to_table(press4_name($1, is_joined), ' +') AS word)
"""
NAME_TYPOS = """
CREATE FUNCTION press4_name_typos(text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN press4_word_typos(press4_name($1, true))
"""
NEW = [
    (PAIRS, "press4_pairs(text)"),
    (NAME, "press4_name(text, boolean)"),
    (NAME_TEXT, "press4_name_text(text)"),
    (WORD_KEYS, "press4_word_keys(text)"),
    (WORD_TYPOS, "press4_word_typos(text)"),
    (NAME_KEYS, "press4_name_keys(text)"),
    (NAME_SOUGHT, "press4_name_sought(text, boolean)"),
    (NAME_PATTERNS, "press4_name_patterns(text, boolean)"),
    (NAME_TYPOS, "press4_name_typos(text)"),
]


class Migration(migrations.Migration):
    dependencies = [("tickets", "0003_service_level_stale_after")]

    operations = [
        migrations.RunSQL(PLAIN, migrations.RunSQL.noop),
        *(migrations.RunSQL(function, f"DROP FUNCTION {signature}") for function, signature in NEW),
        migrations.RunSQL(WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(QUERY, migrations.RunSQL.noop),
        # It holds the names as the function wrote them before.
        migrations.RunSQL("REINDEX INDEX requester_name_words", migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="requester",
            index=django.contrib.postgres.indexes.GinIndex(
                tickets.models.plain.NameKeys("name"), name="requester_name_keys"
            ),
        ),
        migrations.AddIndex(
            model_name="contactpoint",
            index=django.contrib.postgres.indexes.GinIndex(
                tickets.models.plain.Words("value"),
                condition=models.Q(kind="email"),
                name="contact_point_mail_words",
            ),
        ),
    ]
