import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0003_words_read_by_cases")]

    operations = [
        migrations.AddField(
            model_name="outboundmessage",
            name="others",
            field=models.JSONField(blank=True, default=list, verbose_name="other recipients"),
        ),
        migrations.AddIndex(
            model_name="outboundmessage",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["others"], name="outbound_others", opclasses=["jsonb_path_ops"]
            ),
        ),
    ]
