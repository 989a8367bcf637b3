import django.contrib.postgres.fields
import tickets.models.notices
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0029_senders"),
    ]

    operations = [
        migrations.AlterField(
            model_name="noticesettings",
            name="desktop",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("ringing", "A call rings for you"),
                        ("mention", "Somebody mentions you"),
                        ("message", "A new message on your case"),
                        ("assignment", "A case is assigned to you"),
                        ("escalation", "Your case is escalated"),
                        ("manager", "A case is escalated to managers"),
                        ("follow_up", "A follow-up on your case is due soon"),
                        ("callback", "A callback is due soon"),
                        ("mailbox", "No email comes in from a mailbox"),
                        ("silence", "A shop or another source falls silent"),
                    ],
                    max_length=10,
                ),
                blank=True,
                default=tickets.models.notices.every_kind,
                size=None,
                verbose_name="desktop notification",
            ),
        ),
        migrations.AlterField(
            model_name="noticesettings",
            name="emails",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("ringing", "A call rings for you"),
                        ("mention", "Somebody mentions you"),
                        ("message", "A new message on your case"),
                        ("assignment", "A case is assigned to you"),
                        ("escalation", "Your case is escalated"),
                        ("manager", "A case is escalated to managers"),
                        ("follow_up", "A follow-up on your case is due soon"),
                        ("callback", "A callback is due soon"),
                        ("mailbox", "No email comes in from a mailbox"),
                        ("silence", "A shop or another source falls silent"),
                    ],
                    max_length=10,
                ),
                blank=True,
                default=tickets.models.notices.unseen_kinds,
                size=None,
                verbose_name="email",
            ),
        ),
        migrations.AlterField(
            model_name="noticesettings",
            name="sounds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("ringing", "A call rings for you"),
                        ("mention", "Somebody mentions you"),
                        ("message", "A new message on your case"),
                        ("assignment", "A case is assigned to you"),
                        ("escalation", "Your case is escalated"),
                        ("manager", "A case is escalated to managers"),
                        ("follow_up", "A follow-up on your case is due soon"),
                        ("callback", "A callback is due soon"),
                        ("mailbox", "No email comes in from a mailbox"),
                        ("silence", "A shop or another source falls silent"),
                    ],
                    max_length=10,
                ),
                blank=True,
                default=tickets.models.notices.every_kind,
                size=None,
                verbose_name="sound",
            ),
        ),
        migrations.CreateModel(
            name="HeardHour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("desk", "This desk"),
                            ("shop", "Shop"),
                            ("copies", "Copies of emails"),
                            ("hook_mail", "Incoming email by webhook"),
                            ("hook_events", "Delivery events by webhook"),
                        ],
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                ("source_key", models.CharField(blank=True, max_length=20, verbose_name="source")),
                ("hour", models.DateTimeField(verbose_name="hour")),
            ],
            options={
                "verbose_name": "hour with reports",
                "verbose_name_plural": "hours with reports",
                "indexes": [models.Index(fields=["hour"], name="heard_hour")],
                "constraints": [models.UniqueConstraint(fields=("kind", "source_key", "hour"), name="heard_hour_once")],
            },
        ),
        migrations.CreateModel(
            name="Silence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("desk", "This desk"),
                            ("shop", "Shop"),
                            ("copies", "Copies of emails"),
                            ("hook_mail", "Incoming email by webhook"),
                            ("hook_events", "Delivery events by webhook"),
                        ],
                        max_length=11,
                        verbose_name="kind",
                    ),
                ),
                ("source_key", models.CharField(max_length=20, verbose_name="source")),
                ("name", models.CharField(max_length=255, verbose_name="name")),
                ("page_url", models.CharField(max_length=200, verbose_name="page")),
                ("since", models.DateTimeField(verbose_name="silent since")),
                ("noticed_at", models.DateTimeField(verbose_name="noticed")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="heard again")),
            ],
            options={
                "verbose_name": "silence of a source",
                "verbose_name_plural": "silences of sources",
                "ordering": ["-noticed_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("kind", "source_key"),
                        name="silence_one_at_a_time",
                    )
                ],
            },
        ),
    ]
