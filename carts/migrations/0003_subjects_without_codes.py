"""Take a shop's codes and error texts out of the subjects of cases that carts opened: buyers read them in our answers.

Such a subject was "<problem>: <what failed>", and " · <event>" where one was known.
"""

from django.db import migrations
from django.db.models import Q

PROBLEMS = (
    "Discount code rejected",
    "Card declined",
    "Seats lost",
    "Time ran out",
    "Error on the page",
    "The shop did not answer",
)
OPENED_BY_CARTS = ("cart", "phone")
"""Channels: somebody took the cart up, or its buyer called."""


def say_the_problem_only(apps, schema_editor):
    tickets = apps.get_model("tickets", "Ticket").objects
    told = Q()
    for problem in PROBLEMS:
        told |= Q(subject__startswith=f"{problem}: ")
    found = tickets.filter(told, channel__in=OPENED_BY_CARTS).values_list("pk", "subject", "event__name")
    for key, subject, event in found.order_by("pk").iterator():
        problem = subject.partition(": ")[0]
        is_event_said = event and subject.endswith(f" · {event}")
        tickets.filter(pk=key).update(subject=f"{problem} · {event}" if is_event_said else problem)


class Migration(migrations.Migration):
    dependencies = [("carts", "0002_addresses_in_one_spelling"), ("tickets", "0006_import_reading")]

    operations = [migrations.RunPython(say_the_problem_only, migrations.RunPython.noop)]
