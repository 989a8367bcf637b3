"""The demonstration's calls, recordings and carts agree with each other and can be used."""

import hashlib
import wave
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from calls.models import Call, Leg, ProblemCall, Recording, WebhookReceipt
from carts.board.columns import shared_troubles
from carts.models import Cart, RecoveryStep
from helpdesk.mail.models import OutboundMessage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]


def test_no_call_is_going_on_and_no_phone_rings():
    assert not Call.objects.unfinished().exists()
    assert not Leg.objects.unfinished().exists()
    assert not ProblemCall.objects.unsettled().exists()


def test_one_phone_at_most_won_each_call_and_the_others_say_what_became_of_them():
    for problem_call in ProblemCall.objects.select_related("winner", "call").prefetch_related("call__legs"):
        ends = Counter(leg.status for leg in problem_call.call.legs.all())
        if problem_call.status == ProblemCall.Status.ENDED:
            assert ends["accepted"] == 1
            assert problem_call.winner.status == Leg.Status.ACCEPTED
            assert problem_call.winner.call_id == problem_call.call_id
            assert problem_call.call.answered_at == problem_call.accepted_at
        else:
            assert ends["accepted"] == 0
            assert problem_call.call.ticket.callbacks.unfinished().exists()


def test_every_leg_was_placed_and_is_over():
    for leg in Leg.objects.select_related("call"):
        assert all([leg.sid, leg.claimed_at, leg.ended_at]), leg
        assert leg.call.started_at <= leg.ended_at


def test_the_calls_went_every_way_that_a_call_can_go():
    assert set(ProblemCall.objects.values_list("status", flat=True)) == {"ended", "abandoned", "exhausted"}
    assert set(ProblemCall.objects.values_list("round", flat=True)) == {1, 2, 3}
    assert Call.objects.filter(is_transfer=True).exists()
    assert Call.objects.filter(direction="outbound", callback__isnull=False).exists()
    assert Call.objects.filter(cart__isnull=False).exists()
    assert Call.objects.filter(ticket=None, menu_choice__in=["1", "2"]).exists()


def test_every_recording_is_a_sound_that_plays_and_is_what_was_stored():
    for recording in Recording.objects.all():
        with recording.file.open() as file:
            content = file.read()
            file.seek(0)
            with wave.open(file, "rb") as sound:
                assert (sound.getnchannels(), sound.getframerate(), sound.getsampwidth()) == (2, 8000, 2)
                length = timedelta(seconds=sound.getnframes() / sound.getframerate())
                assert max(sound.readframes(sound.getnframes())) > 100
        assert timedelta(seconds=9) < length < timedelta(seconds=30)
        assert recording.duration == length
        assert (recording.size, recording.sha256) == (len(content), hashlib.sha256(content).hexdigest())


def test_no_sweep_has_anything_to_fetch_or_to_ask_for():
    now = timezone.now()
    assert not Recording.objects.due(at=now).exists()
    assert not Call.objects.without_recording(before=now, after=now - timedelta(days=15)).exists()


def test_seven_buyers_failed_on_one_code_within_ten_minutes():
    trouble = shared_troubles(Cart.objects.all(), at=timezone.now())[0]
    assert (trouble["problem_code"], trouble["buyers"]) == ("SUMMER", 7)


def test_carts_are_in_every_state_and_each_abandoned_one_has_its_mail_or_the_reason_why_not():
    assert set(Cart.objects.values_list("status", flat=True)) == set(Cart.Status.values)
    for cart in Cart.objects.filter(status="abandoned").prefetch_related("recovery_steps"):
        assert {step.status for step in cart.recovery_steps.all()} <= {"mailed", "skipped"}
        assert cart.recovery_steps.count() == 1
    for step in RecoveryStep.objects.filter(status="mailed").select_related("message"):
        assert step.message.status == OutboundMessage.Status.SENT


def test_every_webhook_was_taken_in_once():
    assert WebhookReceipt.objects.count() >= Call.objects.filter(direction="inbound").count()
