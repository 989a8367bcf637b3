"""The allow-list of TwiML refuses what the provider would refuse, and lets through what its library builds."""

import pytest
from twilio.twiml.voice_response import VoiceResponse

from tests.provider.documents import problems_with

REFUSED = {
    "an unknown verb": ("<Response><Shout>Hello</Shout></Response>", "<Shout> is not allowed in <Response>"),
    "a verb in the wrong case": ("<Response><say>Hello</say></Response>", "<say> is not allowed in <Response>"),
    "an unknown attribute": ('<Response><Say langauge="en">Hi</Say></Response>', "<Say> has no attribute langauge"),
    "the library's name of an attribute": (
        '<Response><Gather num_digits="1"/></Response>',
        "<Gather> has no attribute num_digits",
    ),
    "an attribute of another verb": ('<Response><Hangup timeout="1"/></Response>', "<Hangup> has no attribute timeout"),
    "a verb where none may be": (
        "<Response><Gather><Dial>+15005550100</Dial></Gather></Response>",
        "<Dial> is not allowed in <Gather>",
    ),
    "a noun outside its verb": ("<Response><Number>+15005550100</Number></Response>", "<Number> is not allowed in"),
    "a recording that is not started": ("<Response><Recording/></Response>", "<Recording> is not allowed in"),
    "text that nobody speaks": ("<Response>Hello</Response>", "<Response> takes no text"),
    "text behind a verb": ("<Response><Hangup/>Hello</Response>", "<Response> takes no text"),
    "text in a verb that has none": ("<Response><Pause>4</Pause></Response>", "<Pause> takes no text"),
    "another root": ("<Answer/>", "<Answer> where <Response> belongs"),
    "no XML": ("<Response>", "no XML"),
}


@pytest.mark.parametrize(("document", "problem"), REFUSED.values(), ids=REFUSED)
def test_what_the_provider_would_refuse_is_named(document, problem):
    assert problem in "; ".join(problems_with(document))


def test_a_misspelt_keyword_gets_past_the_library_and_not_past_the_list():
    response = VoiceResponse()
    response.dial(time_out=30)
    assert problems_with(str(response)) == ["<Dial> has no attribute timeOut"]


def test_what_the_library_builds_is_let_through():
    response = VoiceResponse()
    gather = response.gather(num_digits=1, finish_on_key="", action_on_empty_result=True, input="dtmf speech")
    gather.say("Press 4", language="en-US").break_(strength="weak")
    response.start().recording(channels="dual", recording_status_callback_event="completed absent")
    response.enqueue("problem-1", wait_url="https://desk.test/twilio/wait/1", wait_url_method="POST")
    dial = response.dial(caller_id="+15005550100", answer_on_bridge=True)
    dial.number("+15005550111", url="https://desk.test/twilio/notice/1", status_callback_event="answered")
    dial.client("agent-1").parameter(name="call", value="1")
    response.dial().conference("room", start_conference_on_enter=True, status_callback_event="leave")
    response.leave()
    assert problems_with(str(response)) == []
