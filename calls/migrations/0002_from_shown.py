"""What a caller shows instead of a number: a SIP address, the name of a browser, too few digits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calls", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="call",
            name="from_shown",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="shown instead of a number"
            ),
        ),
    ]
