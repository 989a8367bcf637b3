"""Webhooks on the side of a phone that is tested."""

from django.http import HttpRequest, HttpResponse

from calls import ringing
from calls.twilio.signature import Parameters, provider_webhook
from calls.twilio.statuses import RING_TEST_STATUSES
from calls.twiml import emergency
from calls.twiml import ring_test as says
from calls.twiml.speech import answer

NOTED = 204


@provider_webhook(without_database=emergency.hang_up)
def test_whisper(request: HttpRequest, parameters: Parameters, leg: int) -> HttpResponse:
    """A tested phone was picked up."""
    found = ringing.pick_up_test_leg(leg, sid=parameters["CallSid"])
    if found is None:
        return emergency.hang_up()
    return answer(says.rang_in_browser() if found.is_softphone else says.question(found))


@provider_webhook(acts_on={"Digits"}, without_database=emergency.hang_up)
def test_accept(request: HttpRequest, parameters: Parameters, leg: int) -> HttpResponse:
    """A key was pressed, or nobody pressed one."""
    found = ringing.confirm_test_leg(leg, sid=parameters["CallSid"], digits=parameters.get("Digits", ""))
    return answer(says.thanks(found)) if found else emergency.hang_up()


@provider_webhook(acts_on={"CallStatus"})
def test_status(request: HttpRequest, parameters: Parameters, leg: int) -> HttpResponse:
    """How a tested phone stands."""
    status = RING_TEST_STATUSES.get(parameters.get("CallStatus", ""))
    ringing.report_test_leg(leg, sid=parameters["CallSid"], status=status)
    return HttpResponse(status=NOTED)
