from django.db import migrations, models


class Migration(migrations.Migration):
    """In a transaction of its own: on the way back rows are deleted first, and their foreign keys are looked at last."""

    dependencies = [
        ("escalation", "0009_one_list_of_outcomes"),
    ]

    operations = [
        migrations.AddField(
            model_name="disposition",
            name="means",
            field=models.CharField(
                choices=[
                    ("solved", "Reached, problem solved"),
                    ("reached", "Reached, work goes on"),
                    ("no_answer", "Not reached"),
                    ("wrong_number", "Wrong number"),
                ],
                db_default="reached",
                default="reached",
                max_length=12,
                verbose_name="what it means for a callback",
            ),
        ),
    ]
