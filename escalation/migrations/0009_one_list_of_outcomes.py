from django.db import migrations, models


class Migration(migrations.Migration):
    """The outcomes of calls become those of callbacks, too. Their table stays where it is."""

    dependencies = [
        ("calls", "0007_plain_words"),
        ("escalation", "0008_plain_words"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Disposition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, unique=True, verbose_name="what came of it")),
                        ("position", models.PositiveSmallIntegerField(default=0, verbose_name="place in the list")),
                        ("is_active", models.BooleanField(default=True, verbose_name="offered")),
                    ],
                    options={
                        "verbose_name": "outcome of a call",
                        "verbose_name_plural": "outcomes of calls",
                        "db_table": "calls_disposition",
                        "ordering": ["position", "pk"],
                    },
                ),
            ],
        ),
    ]
