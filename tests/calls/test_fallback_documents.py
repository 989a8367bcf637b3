"""The static document for the day on which the desk is away: written by a command, held against the roster daily."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from threading import Thread

import pytest
from django.core.management import CommandError, call_command

from calls import tasks
from calls.models import Call
from escalation.models import FallbackCheck, Line, RingGroupMember
from helpdesk.owed_work import GAUGES
from simulator.phone_network import Caller, accepts
from tests import make
from tests.calls.town import TEAM
from tests.provider import documents

pytestmark = pytest.mark.django_db


class Host:
    """Another company's web server."""

    def __init__(self) -> None:
        self.document, self.status = "", 200
        host = self

        class Pages(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(host.status)
                self.end_headers()
                self.wfile.write(host.document.encode())

            def log_message(self, *args: object) -> None:
                """A test's output is its own."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
        self.url = f"http://127.0.0.1:{self.server.server_port}/fallback.xml"
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def host():
    host = Host()
    yield host
    host.server.shutdown()
    host.server.server_close()


@pytest.fixture
def line(host) -> Line:
    return make.line(fallback_url=host.url)


def written(**options: object) -> str:
    output = StringIO()
    call_command("write_fallback_documents", stdout=output, **options)
    return output.getvalue()


def problem(line: Line) -> str:
    tasks.check_fallback_documents()
    return FallbackCheck.objects.get(line=line).problem


def wrong_lines() -> int:
    (waiting,) = [waiting for name, _meaning, waiting in GAUGES if name == "fallback_documents_wrong"]
    return waiting(None).count()


def test_the_command_writes_a_document_that_rings_the_whole_first_tier_and_is_recorded(line):
    text = written()
    assert documents.problems_with(text) == []
    assert [text.count(f"<Number>{phone}</Number>") for phone in TEAM] == [1] * 6
    assert "+15005550121" not in text
    assert text.index("This call is recorded") < text.index("record-from-answer-dual") < text.index("very sorry")
    assert "/twilio/" not in text


def test_several_lines_go_into_files_of_a_directory(line, tmp_path):
    other = make.line(Line.Kind.PROBLEM, ring_group=line.ring_group)
    with pytest.raises(CommandError, match="Several lines"):
        written()
    written(output=tmp_path / "documents")
    assert {path.name for path in tmp_path.glob("documents/*")} == {
        "fallback-15005550100.xml",
        "fallback-15005550101.xml",
    }
    assert "<Response>" in written(line=other.number)
    with pytest.raises(CommandError, match="No line in use"):
        written(line="+15005559999")


def test_a_line_that_rings_nobody_gets_no_document(line):
    RingGroupMember.objects.all().delete()
    with pytest.raises(CommandError, match="rings nobody"):
        written()


def test_the_document_as_it_was_written_is_right_until_the_roster_changes(line, host):
    host.document = written()
    assert problem(line) == ""
    assert wrong_lines() == 0
    RingGroupMember.objects.filter(phone=TEAM[0]).update(phone="+15005550777")
    said = problem(line)
    assert "does not ring" in said
    assert "still rings" in said
    assert wrong_lines() == 1
    host.document = written()
    assert problem(line) == ""


@pytest.fixture
def ten_on_both(line, settings) -> list[str]:
    """Ten people who answer on the mobile and in the browser, in the first tier; their mobiles."""
    settings.HAS_SOFTPHONES = True
    more = [f"+1500555013{n}" for n in range(4)]
    for phone in more:
        person = make.agent(name=f"Agent {phone[-3:]}")
        RingGroupMember.objects.create(group=line.ring_group, user=person, phone=phone, tier=1)
    RingGroupMember.objects.filter(tier=1).update(device=RingGroupMember.Device.BOTH)
    return [*TEAM, *more]


def test_of_a_large_team_every_mobile_rings_before_any_browser(line, host, ten_on_both):
    host.document = written()
    assert [host.document.count(f"<Number>{phone}</Number>") for phone in ten_on_both] == [1] * 10
    assert "<Client>" not in host.document
    assert problem(line) == ""


def test_browsers_ring_too_while_there_is_room(line, host, settings):
    settings.HAS_SOFTPHONES = True
    RingGroupMember.objects.filter(tier=1).update(device=RingGroupMember.Device.BOTH)
    host.document = written()
    assert [host.document.count(noun) for noun in ("<Number>", "<Client>")] == [6, 4]
    assert host.document.rindex("<Number>") < host.document.index("<Client>")
    assert problem(line) == ""


def test_whoever_answers_in_the_browser_only_rings_before_anybodys_second_phone(line, settings, ten_on_both):
    last = RingGroupMember.objects.filter(tier=1).latest("pk")
    RingGroupMember.objects.filter(pk=last.pk).update(device=RingGroupMember.Device.SOFTPHONE, phone="")
    text = written()
    assert (text.count("<Number>"), text.count("<Client>")) == (9, 1)
    assert f"user_{last.user_id}" in text


def test_a_document_that_rings_half_of_the_people_is_wrong_and_the_others_are_named(line, host, ten_on_both):
    host.document = written()
    for phone in ten_on_both[5:]:
        host.document = host.document.replace(f"<Number>{phone}</Number>", "")
    said = problem(line)
    names = [str(member.user) for member in RingGroupMember.objects.filter(tier=1).order_by("pk")]
    assert [f"{name} (" in said for name in names] == [False] * 5 + [True] * 5


def test_who_does_not_fit_into_ten_is_named_by_the_check_and_by_the_command(line, host, ten_on_both):
    for name in ("Eva Eleven", "Theo Twelve"):
        person = make.agent(name=name)
        phone = f"+150055504{person.pk % 100:02}"
        RingGroupMember.objects.create(group=line.ring_group, user=person, phone=phone, tier=1)
    errors = StringIO()
    host.document = written(stderr=errors)
    assert host.document.count("<Number>") == 10
    said = problem(line)
    assert "ten phones at most" in said
    assert "does not ring" not in said
    for text in (said, errors.getvalue()):
        assert "Eva Eleven, Theo Twelve" in text


@pytest.mark.parametrize(
    ("status", "document", "why"),
    [
        (404, "", "404"),
        (200, "<!DOCTYPE html><p>Parked</p>", "web page"),
        (200, "no xml at all", "no XML"),
        (200, "<html/>", "not with <Response>"),
        (200, "x" * 70_000, "too large"),
    ],
)
def test_what_is_no_document_is_said_to_be_none(line, host, status, document, why):
    host.status, host.document = status, document
    assert why in problem(line)


def test_a_host_that_is_away_is_reported_and_a_line_without_a_document_too(line):
    Line.objects.update(fallback_url="http://127.0.0.1:9/fallback.xml")
    assert "ConnectionError" in problem(line)
    Line.objects.update(fallback_url="")
    assert wrong_lines() == 1


def test_a_caller_reaches_a_phone_through_the_document_while_the_desk_is_away(town, host):
    host.document = written(line=make.MAIN_LINE)
    town.network.lines[make.MAIN_LINE].fallback_url = host.url
    town.person(TEAM[4], accepts(after=3, talk=20))
    real = town.network.transport

    def desk_is_away(method, url, form, headers):
        if url != host.url:
            raise ConnectionError("nobody there")
        return 200, {"Content-Type": "text/xml"}, host.document.encode()

    town.network.transport = desk_is_away
    town.call(script=Caller())
    town.network.run()
    (bridge,) = town.network.truth.bridges
    assert bridge.b_number == TEAM[4]
    town.network.transport = real
    town.network.advance(120)
    assert Call.objects.get().problem_call.winner.phone == TEAM[4]
