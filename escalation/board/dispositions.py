"""The one list of outcomes: after a call, after a callback, and on the board."""

from django.utils.translation import gettext_lazy as _

from escalation.models import Callback, Disposition

Outcome = Callback.Outcome
FIRST_DISPOSITIONS = [
    (_("Solved on the phone"), Outcome.SOLVED),
    (_("Code fixed"), Outcome.SOLVED),
    (_("Refund promised"), Outcome.REACHED),
    (_("Work goes on in the case"), Outcome.REACHED),
    (_("Transferred"), Outcome.REACHED),
    (_("Not reached"), Outcome.NO_ANSWER),
    (_("Wrong number"), Outcome.WRONG_NUMBER),
]


def offered_dispositions() -> list[Disposition]:
    """Those in use. A desk that never set up a list of its own begins with ours."""
    found = list(Disposition.objects.in_use())
    if not found and not Disposition.objects.exists():
        rows = [
            Disposition(name=str(name), means=means, position=place)
            for place, (name, means) in enumerate(FIRST_DISPOSITIONS, start=1)
        ]
        Disposition.objects.bulk_create(rows, ignore_conflicts=True)
        found = list(Disposition.objects.in_use())
    return found


def outcome_choices(*, of_callback: bool) -> list[tuple[int, str]]:
    """What is asked after a call: of a callback all, of one who called us not whether they were reached."""
    return [
        (disposition.pk, str(disposition))
        for disposition in offered_dispositions()
        if of_callback or disposition.means != Outcome.NO_ANSWER
    ]
