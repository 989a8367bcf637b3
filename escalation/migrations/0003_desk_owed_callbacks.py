"""The calls that the desk itself owes by now, because nobody answered: an answer ends them too."""

from django.db import migrations
from django.db.models import Exists, OuterRef


def mark_desk_owed(apps, schema_editor):
    callbacks = apps.get_model("escalation", "Callback").objects
    escalations = apps.get_model("escalation", "Escalation").objects
    # A second reason on the case may be why a person, or a caller, needs the call as well.
    others = escalations.filter(ticket=OuterRef("ticket"), status__in=["open", "claimed"]).exclude(reason="no_reply")
    owed = callbacks.filter(status="owed", escalation__reason="no_reply", attempts=0)
    owed.filter(~Exists(others)).update(ends_by_answer=True)


class Migration(migrations.Migration):
    dependencies = [("escalation", "0002_callback_ends_by_answer")]

    operations = [migrations.RunPython(mark_desk_owed, migrations.RunPython.noop)]
