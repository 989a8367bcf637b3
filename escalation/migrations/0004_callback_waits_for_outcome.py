"""What a callback is called while its outcome is missing, whether the call goes on or is over."""

from django.db import migrations, models

CHOICES = [
    ("owed", "Owed"),
    ("attempting", "Waiting for the outcome"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("escalation", "0003_desk_owed_callbacks"),
    ]

    operations = [
        migrations.AlterField(
            model_name=name,
            name="status",
            field=models.CharField(choices=CHOICES, default="owed", max_length=10, verbose_name="status"),
        )
        for name in ("callback", "callbackevent")
    ]
