"""At 400 ms for each request: six phones ring within a second of each other, and five are silent a second later."""

from time import monotonic, sleep

import pytest
from django.utils import timezone

from calls import ringing
from calls.models import Call, Leg
from tests import make
from tests.calls.stand_in import ANSWER_TIME, provider_stand_in
from tests.calls.town import CALLER

ONE_SECOND = 1.0
CALLERS = 20

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]


def test_twenty_callers_ring_and_silence_six_phones_each(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("calls.ringing.placing.enqueue_now", lambda *_args: True)
    make.line("problem", ring_group=make.ring_group())
    with provider_stand_in() as api:
        settings.TWILIO_API_BASE_URL = api.url
        api.behave = lambda path, form: sleep(ANSWER_TIME)
        _seconds(api, lambda: ringing.place_legs(_caller(CALLERS).pk))  # the watch of the tests gets ready
        for n in range(CALLERS):
            call = _caller(n)
            placed = _seconds(api, lambda call=call: ringing.place_legs(call.pk))
            silenced = _seconds(api, lambda call=call: ringing.cancel_legs(call.pk))
            assert set(call.legs.values_list("status", flat=True)) == {Leg.Status.CANCELED}
            assert placed <= ONE_SECOND
            assert silenced <= ONE_SECOND
        assert api.connections <= 12


def _caller(n: int) -> Call:
    sid = f"CA{n:032x}"
    ringing.ring_problem_line(sid=sid, from_number=CALLER, to_number=make.PROBLEM_LINE, at=timezone.now())
    return Call.objects.get(sid=sid)


def _seconds(api, act) -> float:
    begun, known = monotonic(), len(api.asked)
    act()
    assert len(api.asked) == known + 6
    return monotonic() - begun
