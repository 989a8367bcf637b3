"""Celery tasks of calls. Each is safe to run twice: the rows decide what is left to do."""

from random import uniform

import structlog
from celery import Task, shared_task
from django.utils import timezone

from calls import callbacks, control, recordings, reviews, ringing, talks, transfers
from calls.twilio import account_check, queues

logger = structlog.get_logger(__name__)

LONGEST_WAIT = 60.0


def retry_later(task: Task, seconds: float) -> None:
    """Try once more after so many seconds, and after twice as many each further time, as the provider wants it of
    whoever was too fast (error 20429). What is still undone in the end is left to the sweeps."""
    tries = task.request.retries
    if task.max_retries is not None and tries >= task.max_retries:
        logger.warning("left_to_the_sweeps", task=task.name, args=task.request.args)
        return
    raise task.retry(countdown=min(seconds * 2**tries, max(seconds, LONGEST_WAIT)) * uniform(1, 1.25))


@shared_task(bind=True, max_retries=100)  # each phone is given up after some seconds: that ends it
def place_legs(self: Task, call_id: int) -> None:
    """Ring the phones of a call. When the provider asks us to slow down, go on when the phones are due again."""
    if seconds := ringing.place_legs(call_id):
        raise self.retry(countdown=seconds)


@shared_task(bind=True, max_retries=10)
def cancel_legs(self: Task, call_id: int) -> None:
    """Call off the phones that still ring for a call that needs no one any more."""
    if seconds := ringing.cancel_legs(call_id):
        retry_later(self, seconds)


@shared_task(bind=True, max_retries=10)
def delete_queues(self: Task, call_id: int) -> None:
    """Delete the queues that the provider made for a call that is over."""
    if seconds := queues.delete_queues(call_id):
        retry_later(self, seconds)


@shared_task(bind=True, max_retries=10)
def quiet_person(self: Task, leg_id: int) -> None:
    """Who declined on one device is not rung on the other."""
    if seconds := ringing.quiet_person(leg_id):
        retry_later(self, seconds)


@shared_task(bind=True, max_retries=20)
def place_ring_test(self: Task, ring_test_id: int) -> None:
    """Ring the phones of a test. When the provider asks us to slow down, go on when it says so."""
    if seconds := ringing.place_ring_test(ring_test_id):
        retry_later(self, seconds)


@shared_task
def settle_problem_call(problem_call_id: int) -> None:
    """Owe the callback to a caller who reached nobody."""
    callbacks.settle_problem_call(problem_call_id, at=timezone.now())


@shared_task
def settle_attempt(call_id: int) -> None:
    """A manager's phone could not be rung: the callback is owed again."""
    control.settle_attempt(call_id, at=timezone.now())


@shared_task
def settle_over(callback_id: int) -> None:
    """The manager hung up before the customer picked up: the callback is owed again."""
    callbacks.settle_over(callback_id, at=timezone.now())


@shared_task
def open_owed_case(call_id: int) -> None:
    """Open the case of a caller whom no answer of ours put into the queue."""
    ringing.open_pending_case(call_id)


@shared_task
def fetch_recording(recording_id: int) -> None:
    """Copy one recording here."""
    recordings.fetch_recording(recording_id)


@shared_task(bind=True, max_retries=10)
def ask_phones(self: Task, transfer_id: int) -> None:
    """Have the phones of a transfer come for their next document."""
    if seconds := transfers.ask_phones(transfer_id):
        retry_later(self, seconds)


@shared_task
def write_down_transfer(transfer_id: int) -> None:
    """Tell the case how a transfer stands."""
    transfers.write_down_transfer(transfer_id, at=timezone.now())


@shared_task
def sweep_transfers() -> None:
    """Set right what got lost in transfers."""
    control.sweep_transfers()


@shared_task
def remember_phones() -> None:
    """Whom to ring when PostgreSQL is away has changed: bring the file up to date."""
    ringing.remember_phones()


@shared_task
def sweep_legs() -> None:
    """Ring the phones whose task was lost, and settle those that we lost track of."""
    control.sweep_legs()


@shared_task
def sweep_recordings() -> None:
    """Fetch the recordings that are due, and ask for those that nobody reported."""
    recordings.sweep_recordings()
    recordings.erase_recordings()
    reviews.sweep_reviews()


@shared_task
def erase_recording(recording_id: int) -> None:
    """Remove the file of a recording that was deleted."""
    recordings.erase_recording(recording_id)


@shared_task
def expire_recordings() -> None:
    """Delete the recordings that were kept long enough."""
    recordings.expire_recordings()


@shared_task
def reconcile_calls() -> None:
    """Write down the calls that no webhook could tell us of."""
    control.reconcile_calls()


@shared_task
def check_provider() -> None:
    """Look whether our account and its numbers are as they must be."""
    account_check.check_provider()


@shared_task
def check_fallback_documents() -> None:
    """Compare the hosted fallback documents with the roster."""
    ringing.check_fallback_documents()


@shared_task
def settle_stale_calls() -> None:
    """Ask the provider about calls whose end we may have missed."""
    control.settle_stale_calls()
    queues.sweep_queues()


@shared_task(bind=True, max_retries=10)
def carry_out_pause(self: Task, pause_id: int) -> None:
    """Ask the provider to pause a recording, or to go on."""
    if seconds := recordings.carry_out_pause(pause_id):
        retry_later(self, seconds)


@shared_task
def sweep_pauses() -> None:
    """Go on recording where somebody forgot to, and find out about pauses and starts in doubt."""
    recordings.sweep_pauses()
    recordings.sweep_recording_starts()


@shared_task(bind=True, max_retries=20)
def start_recording(self: Task, start_id: int) -> None:
    """Record a callback whose notice was heard."""
    if seconds := recordings.start_recording(start_id):
        retry_later(self, seconds)


@shared_task
def sweep_talks() -> None:
    """Put notes that nobody finished onto their cases."""
    talks.sweep_talks()
