from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0003_recordings_and_provider_check"),
    ]

    operations = [
        migrations.AddField(
            model_name="talk",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("solved", "Reached, problem solved"),
                    ("reached", "Reached, work goes on"),
                    ("no_answer", "Not reached"),
                    ("wrong_number", "Wrong number"),
                ],
                default="",
                max_length=12,
                verbose_name="outcome",
            ),
            preserve_default=False,
        ),
    ]
