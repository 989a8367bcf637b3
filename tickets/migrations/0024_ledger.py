"""Sources of copies with their days, links and subjects to find a sent mail by, keys of signatures, offers of events."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import tickets.models.plain

SUBJECT = r"""
CREATE FUNCTION press4_subject(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(
    regexp_replace(
        regexp_replace(press4_plain("left"($1, 300)), '\[[^]]*[0-9]+\]', ' ', 'g'),
        '^(\s*(re|r|aw|antw|fwd?|wg|rv|tr|sv|vs|ref)\s*:\s*)+', ''
    ),
    '\s+', ' ', 'g'
))
"""
# As press4_words cuts them, so that whatever the parser makes of a word is asked for.
WHOLE = """
CREATE FUNCTION press4_whole(text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN plainto_tsquery('simple'::regconfig, press4_pairs(press4_bare($1)))
"""
SUBJECTS_OF_MAILS = "CREATE INDEX outbound_subject ON mail_outboundmessage (press4_subject(subject), created_at DESC)"
SOURCES = """
INSERT INTO tickets_copysource (name, door) SELECT DISTINCT domain, 'journal' FROM tickets_sentcopy;
UPDATE tickets_sentcopy c SET source_id = s.id, identity = md5(c.id::text) FROM tickets_copysource s WHERE s.name = c.domain;
INSERT INTO tickets_copyday (source_id, day, number)
SELECT source_id, (sent_at AT TIME ZONE 'UTC')::date, count(*) FROM tickets_sentcopy GROUP BY 1, 2;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [("tickets", "0023_help_pages")]

    operations = [
        migrations.RunSQL(SUBJECT, "DROP FUNCTION press4_subject(text)"),
        migrations.RunSQL(WHOLE, "DROP FUNCTION press4_whole(text)"),
        migrations.RunSQL(SUBJECTS_OF_MAILS, "DROP INDEX outbound_subject"),
        migrations.CreateModel(
            name="CopySource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255, verbose_name="name")),
                (
                    "door",
                    models.CharField(
                        choices=[("journal", "Copies by email"), ("api", "API")],
                        max_length=7,
                        verbose_name="copies come by",
                    ),
                ),
                ("complete_since", models.DateField(blank=True, null=True, verbose_name="complete since")),
            ],
            options={
                "verbose_name": "source of copies",
                "verbose_name_plural": "sources of copies",
                "ordering": ["name", "door"],
                "constraints": [models.UniqueConstraint(fields=["name", "door"], name="copy_source_once")],
            },
        ),
        migrations.CreateModel(
            name="CopyDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="day")),
                ("number", models.PositiveIntegerField(default=0, verbose_name="copies")),
                (
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="tickets.copysource",
                        verbose_name="source of copies",
                    ),
                ),
            ],
            options={
                "verbose_name": "day of copies",
                "verbose_name_plural": "days of copies",
                "constraints": [models.UniqueConstraint(fields=["source", "day"], name="copy_day_once")],
            },
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("known_by", models.TextField(blank=True, verbose_name="recognized by")),
                ("link", models.CharField(blank=True, max_length=500, verbose_name="link")),
                ("how_again", models.TextField(blank=True, verbose_name="how to give it again")),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("is_single_use", models.BooleanField(default=False, verbose_name="works once")),
                (
                    "owner",
                    models.CharField(
                        choices=[("organizer", "Organizer"), ("shop", "Shop"), ("us", "Us")],
                        default="organizer",
                        max_length=9,
                        verbose_name="whose offer it is",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offers",
                        to="tickets.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "offer",
                "verbose_name_plural": "offers",
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=["event", "name"], name="offer_once")],
            },
        ),
        migrations.CreateModel(
            name="SendingDomain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=253, unique=True, verbose_name="domain")),
            ],
            options={
                "verbose_name": "domain that we send from",
                "verbose_name_plural": "domains that we send from",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("domain", models.CharField(max_length=253, verbose_name="domain")),
                ("selector", models.CharField(max_length=253, verbose_name="selector")),
                ("record", models.TextField(blank=True, verbose_name="record")),
                ("seen_at", models.DateTimeField(verbose_name="seen")),
            ],
            options={
                "verbose_name": "key of signatures",
                "verbose_name_plural": "keys of signatures",
                "ordering": ["domain", "selector", "-seen_at"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("domain"),
                        models.F("selector"),
                        django.db.models.functions.text.MD5("record"),
                        name="signing_key_once",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="scheduledreply",
            name="denial_reason",
            field=models.TextField(blank=True, verbose_name="why it says that we did not send it"),
        ),
        migrations.RemoveIndex(model_name="sentcopy", name="sent_copy_source"),
        migrations.RenameField(model_name="sentcopy", old_name="source", new_name="domain"),
        migrations.AddField(
            model_name="sentcopy",
            name="source",
            field=models.ForeignKey(
                null=True,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="tickets.copysource",
                verbose_name="source of copies",
            ),
        ),
        migrations.AddField(
            model_name="sentcopy",
            name="identity",
            field=models.CharField(default="", max_length=64),
            preserve_default=False,
        ),
        migrations.RunSQL(SOURCES, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="sentcopy", name="domain"),
        migrations.AlterField(
            model_name="sentcopy",
            name="source",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="tickets.copysource",
                verbose_name="source of copies",
            ),
        ),
        migrations.AddField(
            model_name="sentcopy", name="html", field=models.TextField(blank=True, verbose_name="HTML")
        ),
        migrations.AddField(
            model_name="sentcopy",
            name="link_keys",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.BigIntegerField(), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="sentcopy", name="links", field=models.JSONField(default=list, verbose_name="links")
        ),
        migrations.AlterField(
            model_name="sentcopy",
            name="from_address",
            field=models.CharField(blank=True, max_length=254, verbose_name="from"),
        ),
        migrations.AlterField(
            model_name="sentcopy",
            name="received",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sent_copy",
                to="mail.inboundmessage",
                verbose_name="received email",
            ),
        ),
        migrations.AddIndex(
            model_name="sentcopy",
            index=django.contrib.postgres.indexes.GinIndex(fields=["link_keys"], name="sent_copy_links"),
        ),
        migrations.AddIndex(
            model_name="sentcopy",
            index=models.Index(
                tickets.models.plain.NormalSubject("subject"), models.F("sent_at").desc(), name="sent_copy_subject"
            ),
        ),
        migrations.AddIndex(
            model_name="sentcopy", index=models.Index(fields=["-sent_at", "-id"], name="sent_copy_newest")
        ),
        migrations.AddConstraint(
            model_name="sentcopy",
            constraint=models.UniqueConstraint(fields=["source", "identity"], name="sent_copy_once"),
        ),
    ]
