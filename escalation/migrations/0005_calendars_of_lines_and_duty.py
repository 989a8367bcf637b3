import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("escalation", "0004_callback_waits_for_outcome"), ("tickets", "0011_calendars_without_name")]

    operations = [
        migrations.AddField(
            model_name="duty",
            name="calendar",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="duty",
                to="tickets.calendar",
                verbose_name="week",
            ),
        ),
        migrations.AddField(
            model_name="dutyevent",
            name="calendar",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="tickets.calendar",
                verbose_name="week",
            ),
        ),
        migrations.AddField(
            model_name="line",
            name="calendar",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="line",
                to="tickets.calendar",
                verbose_name="opening hours",
            ),
        ),
        migrations.AddField(
            model_name="lineevent",
            name="calendar",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="tickets.calendar",
                verbose_name="opening hours",
            ),
        ),
    ]
