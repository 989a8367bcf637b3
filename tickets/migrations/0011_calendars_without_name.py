from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0010_other_tickets_of_entries")]

    operations = [
        migrations.AlterField(
            model_name="calendar",
            name="name",
            field=models.CharField(max_length=60, null=True, unique=True, verbose_name="name"),
        ),
        migrations.SeparateDatabaseAndState(
            # What was written down of a calendar without a name stays, also on the way back.
            [
                migrations.RunSQL(
                    "ALTER TABLE tickets_calendarevent ALTER COLUMN name DROP NOT NULL", migrations.RunSQL.noop
                )
            ],
            [
                migrations.AlterField(
                    model_name="calendarevent",
                    name="name",
                    field=models.CharField(max_length=60, null=True, verbose_name="name"),
                )
            ],
        ),
    ]
