from django.conf import settings
from django.db import migrations
from django.db.migrations.state import StateApps
from django.utils.translation import gettext, override

FIRST_WORDS = {"Solved on the phone": "solved", "Code fixed": "solved", "Wrong number": "wrong_number"}
"""What our own list meant. Work goes on after everything else, until a desk says otherwise."""


def give_meanings(apps: StateApps, schema_editor: object) -> None:
    dispositions = apps.get_model("escalation", "Disposition").objects
    for language, _name in settings.LANGUAGES:
        with override(language):
            for words, meaning in FIRST_WORDS.items():
                dispositions.filter(name__in=[words, gettext(words)]).update(means=meaning)
    last = dispositions.order_by("position").last()
    if last is None:
        return  # the desk begins with our list, which has it
    with override(settings.LANGUAGE_CODE):
        name = gettext("Not reached")
    dispositions.update_or_create(
        name=name, defaults={"means": "no_answer", "is_active": True, "position": last.position + 1}
    )


def take_not_reached_away(apps: StateApps, schema_editor: object) -> None:
    """The version before asks it of callbacks only, where it needs no row."""
    dispositions = apps.get_model("escalation", "Disposition").objects.filter(means="no_answer")
    talks = apps.get_model("calls", "Talk").objects
    dispositions.update(is_active=False)
    dispositions.exclude(pk__in=talks.exclude(disposition=None).values("disposition")).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0008_one_list_of_outcomes"),
        ("escalation", "0010_disposition_means"),
    ]

    operations = [
        migrations.RunPython(give_meanings, take_not_reached_away),
    ]
