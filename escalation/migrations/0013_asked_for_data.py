"""A customer may ask for their data, which a manager sees to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("escalation", "0012_words_on_screen"),
    ]

    operations = [
        migrations.AlterField(
            model_name="escalation",
            name="reason",
            field=models.CharField(
                choices=[
                    ("no_reply", "SLA missed"),
                    ("not_solved", "Solution SLA missed"),
                    ("promise_broken", "Follow-up missed"),
                    ("call_unanswered", "Pressed 4, no one answered"),
                    ("asked_for_manager", "Asked for a manager"),
                    ("agent", "An agent asked for help"),
                    ("privacy", "Asked for their data or its erasure"),
                ],
                max_length=20,
                verbose_name="reason",
            ),
        ),
        migrations.AlterField(
            model_name="escalationevent",
            name="reason",
            field=models.CharField(
                choices=[
                    ("no_reply", "SLA missed"),
                    ("not_solved", "Solution SLA missed"),
                    ("promise_broken", "Follow-up missed"),
                    ("call_unanswered", "Pressed 4, no one answered"),
                    ("asked_for_manager", "Asked for a manager"),
                    ("agent", "An agent asked for help"),
                    ("privacy", "Asked for their data or its erasure"),
                ],
                max_length=20,
                verbose_name="reason",
            ),
        ),
    ]
