import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0007_plain_words"),
        ("escalation", "0009_one_list_of_outcomes"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="talk",
                    name="disposition",
                    field=models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="talks",
                        to="escalation.disposition",
                        verbose_name="what came of it",
                    ),
                ),
                migrations.DeleteModel(name="Disposition"),
            ],
        ),
    ]
