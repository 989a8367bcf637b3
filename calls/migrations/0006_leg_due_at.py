from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0005_queues_of_the_provider"),
    ]

    operations = [
        migrations.AddField(
            model_name="leg",
            name="due_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
