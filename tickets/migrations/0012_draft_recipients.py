from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0011_calendars_without_name")]

    operations = [
        migrations.AddField("draft", "to", models.TextField(blank=True, verbose_name="to")),
        migrations.AddField("draft", "cc", models.TextField(blank=True, verbose_name="Cc")),
        migrations.AddField("draft", "bcc", models.TextField(blank=True, verbose_name="Bcc")),
        migrations.AddField("draft", "subject", models.CharField(blank=True, max_length=200, verbose_name="subject")),
    ]
