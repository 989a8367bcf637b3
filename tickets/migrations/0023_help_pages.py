"""The help pages: links that were asked for, and how an organizer looks there."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_words_on_screen"),
        ("tickets", "0022_sent_copies"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("confirm", "To write on a case"),
                            ("cases", "To see all cases"),
                            ("address", "To add an address"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("address", models.CharField(max_length=254, verbose_name="address")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
            ],
            options={
                "verbose_name": "request for a link",
                "verbose_name_plural": "requests for links",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="organizer",
            name="colour",
            field=models.CharField(blank=True, db_default="", default="", max_length=7, verbose_name="colour"),
        ),
        migrations.AddField(
            model_name="organizer",
            name="slug",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=60,
                verbose_name="name in the address of the help page",
            ),
        ),
        migrations.AlterField(
            model_name="hintrule",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("phone", "Phone"),
                    ("email", "Email"),
                    ("cart", "Cart"),
                    ("web", "Web"),
                    ("help_page", "Help page"),
                    ("desk", "Logged by us"),
                ],
                max_length=10,
                verbose_name="channel",
            ),
        ),
        migrations.AlterField(
            model_name="hintruleevent",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("phone", "Phone"),
                    ("email", "Email"),
                    ("cart", "Cart"),
                    ("web", "Web"),
                    ("help_page", "Help page"),
                    ("desk", "Logged by us"),
                ],
                max_length=10,
                verbose_name="channel",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="channel",
            field=models.CharField(
                choices=[
                    ("phone", "Phone"),
                    ("email", "Email"),
                    ("cart", "Cart"),
                    ("web", "Web"),
                    ("help_page", "Help page"),
                    ("desk", "Logged by us"),
                ],
                max_length=10,
                verbose_name="channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="organizer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("slug", ""), _negated=True), fields=("slug",), name="organizer_slug_once"
            ),
        ),
        migrations.AddField(
            model_name="linkrequest",
            name="ticket",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="link_requests",
                to="tickets.ticket",
                verbose_name="case",
            ),
        ),
    ]
