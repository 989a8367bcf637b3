from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_words_on_screen"),
        ("tickets", "0026_participants_of_sent_emails"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="organizer",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", ""), ("slug__regex", "^[-a-zA-Z0-9_]+$"), _connector="OR"),
                name="organizer_slug_is_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="organizer",
            constraint=models.CheckConstraint(
                condition=models.Q(("colour", ""), ("colour__regex", "^#[0-9A-Fa-f]{6}$"), _connector="OR"),
                name="organizer_colour_is_one",
            ),
        ),
    ]
