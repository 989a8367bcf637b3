"""python -m tests.soak.outage: PostgreSQL, then Redis, killed in the middle of calls, on a desk of its own.

Real servers, the web process as in production, a worker that also beats, and a telephone network by the clock on the
wall. Every caller must reach a phone, and two minutes after everything is back the rows must say what happened.
"""

import os
import sys
import threading
import time
from contextlib import ExitStack, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from signal import SIGKILL, SIGQUIT

import django

from helpdesk.devservices import claimed, state_directory
from helpdesk.devservices.postgres import DURABLE, Cluster
from helpdesk.devservices.processes import Child, free_port, spawn, stop
from helpdesk.devservices.state import CHECKOUT
from helpdesk.devservices.valkey import answers, start_server
from scripts.demo.__main__ import worker_command
from simulator.phone_network import Caller, Network, RealClock, accepts, wire
from simulator.phone_network.adapter import basic_credentials, form_data
from simulator.phone_network.transports import Transport
from tests.bench.desk import web_server
from tests.services import ENVIRONMENT

HOST, PASSWORD = "127.0.0.1", "only-for-this-run"
TEAM = [f"+1500555011{n}" for n in range(1, 7)]
SECONDS_BETWEEN_CALLS = 4
TIMETABLE = {12: "postgres away", 32: "postgres back", 48: "redis away", 64: "redis back"}
LAST_CALL = 80
TWO_MINUTES = 120


class Servers:
    """PostgreSQL and Valkey that can be killed and come back where they were."""

    def __init__(self, directory: Path, stack: ExitStack) -> None:
        self.directory, self.cluster = directory, Cluster(directory)
        self.redis_port = free_port()
        self.running: dict[str, Child] = {}
        stack.callback(self.stop_all)

    def start(self, name: str) -> None:
        if name == "postgres":
            self.running[name] = self.cluster.start(DURABLE)
        else:
            self.running[name] = start_server(self.directory, self.redis_port, PASSWORD)
            assert answers(self.running[name], self.redis_port, PASSWORD)

    def kill(self, name: str) -> None:
        """PostgreSQL's "immediate" is a crash that leaves no children behind."""
        stop(self.running.pop(name), SIGQUIT if name == "postgres" else SIGKILL)

    def stop_all(self) -> None:
        for name in list(self.running):
            self.kill(name)

    def environment(self, *, desk: int, rest: int) -> dict[str, str]:
        return ENVIRONMENT | {
            "ALLOWED_HOSTS": HOST,
            "DATABASE_URL": f"postgres://postgres@/{self.cluster.home}/press4",
            "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
            "LOG_LEVEL": "WARNING",
            "MEDIA_ROOT": str(self.directory / "media"),
            "PORT": str(desk),
            "PUBLIC_BASE_URL": f"http://{HOST}:{desk}",
            "REDIS_URL": f"redis://:{PASSWORD}@{HOST}:{self.redis_port}/0",
            "TWILIO_API_BASE_URL": f"http://{HOST}:{rest}",
        }


def serve_rest(network: Network, port: int, stack: ExitStack) -> None:
    """The provider's REST API over real HTTP."""

    class Door(BaseHTTPRequestHandler):
        def act(self) -> None:
            form = form_data(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            auth = basic_credentials(self.headers.get("Authorization", ""))
            answer = network.rest_door.answer(self.command, f"http://{HOST}{self.path}", form, auth)
            body = b"" if answer.status == 204 else answer.body
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_DELETE = act  # noqa: N815 (http.server's names)

        def log_message(self, *args: object) -> None:
            """The report says what matters."""

    server = ThreadingHTTPServer((HOST, port), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stack.callback(server.shutdown)


def make_network(transport: Transport | None = None) -> Network:
    network = Network(
        transport=transport or wire(),
        account_sid=os.environ["TWILIO_ACCOUNT_SID"],
        auth_token=os.environ["TWILIO_AUTH_TOKEN"],
        base_url=os.environ["PUBLIC_BASE_URL"],
        api_base_url=os.environ["TWILIO_API_BASE_URL"],
        clock=RealClock(),
        seed=time.time_ns(),
    )
    network.knobs.creates_per_second = 20
    for number in TEAM:
        network.phone(number).person = accepts(after=(1.0, 3.0), think=(0.5, 1.5), talk=(3.0, 6.0))
    return network


def live_through(network: Network, servers: Servers) -> float:
    """A caller every few seconds while the servers go and come; the moment at which the last one was back."""
    from django.db import connection

    began, numbers, back = time.monotonic(), iter(range(10**4)), 0.0
    events = dict(TIMETABLE)
    lines = [f"+1500555010{n}" for n in range(3)]
    while (now := time.monotonic() - began) < LAST_CALL:
        for moment in [moment for moment in events if moment <= now]:
            name, how = events.pop(moment).split()
            say(f"{now:5.0f} s: {name} {how}")
            connection.close()
            (servers.kill if how == "away" else servers.start)(name)
            back = time.monotonic()
        n = next(numbers)
        network.place_call(f"+1500556{n:04d}", lines[n % 3], Caller(patience=90.0))
        time.sleep(SECONDS_BETWEEN_CALLS)
    while any(not call.over for call in list(network.calls.values())):
        assert time.monotonic() - began < LAST_CALL + 150, "a call does not end"
        time.sleep(0.5)
    return max(back, time.monotonic())


def complaints(network: Network) -> list[str]:
    """What our rows do not say of what happened."""
    from calls.models import Call, Leg, Recording

    found = []
    rows = {row.sid: row for row in Call.objects.select_related("ticket", "problem_call__winner")}
    for call in inbound(network):
        row, bridges = rows.get(call.sid), network.truth.bridges_of(call.sid)
        if row is None or row.ticket is None or row.is_unfinished:
            found.append(f"{call.sid}: {row and row.status}, no case or no end")
            continue
        if not bridges:
            if not row.problem_call.settled_at:
                found.append(f"{call.sid}: nobody talked, and no callback is owed")
            continue
        (other,) = {bridges[-1].a_sid, bridges[-1].b_sid} - {call.sid}
        if not Leg.objects.filter(call=row, sid=other, status=Leg.Status.ACCEPTED).exists():
            found.append(f"{call.sid}: who talked (by {bridges[-1].kind}) is not written down")
        if not Recording.objects.filter(call=row, status=Recording.Status.STORED).exists():
            found.append(f"{call.sid}: no recording")
    found += [f"leg {leg.pk} is {leg.status}" for leg in Leg.objects.unfinished()]
    return found


def inbound(network: Network) -> list:
    return [call for call in list(network.calls.values()) if call.direction == "inbound"]


def report(network: Network, back: float) -> int:
    """Wait until the rows tell everything; 1 when that takes more than two minutes, or a caller reached no phone."""
    left = complaints(network)
    while left and time.monotonic() - back < TWO_MINUTES:
        time.sleep(2)
        left = complaints(network)
    callers = inbound(network)
    stranded = [call.sid for call in callers if not network.truth.bridges_of(call.sid)]
    kinds = [bridge.kind for bridge in network.truth.bridges]
    say(
        f"{len(callers)} callers, {kinds.count('queue')} joined through the desk, {kinds.count('dial')} rung through "
        f"without it, {len(stranded)} reached nobody; complete {time.monotonic() - back:.0f} s after the last end"
    )
    for complaint in [*left, *(f"{sid}: reached nobody{story(network, sid)}" for sid in stranded)]:
        say(complaint)
    return 1 if left or stranded else 0


def story(network: Network, sid: str) -> str:
    """What was asked and answered about a call, for whoever looks for the fault."""
    lines = [
        f"{exchange.at:7.1f} {exchange.url.partition('/twilio/')[2]} → {exchange.status} {exchange.body[:300]}"
        for exchange in network.truth.exchanges
        if exchange.call_sid == sid and exchange.kind != "rest"
    ]
    children = [f"{call.to} {call.status}" for call in list(network.calls.values()) if call.parent_sid == sid]
    from calls.models import Leg

    legs = [f"{leg.phone} {leg.round} {leg.status} {leg.error}" for leg in Leg.objects.filter(call__sid=sid)]
    return "\n    ".join(["", *lines, *children, *legs])


def prepare(directory: Path) -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from calls.ringing import remember_phones
    from escalation.models import Line
    from tests import make

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", interactive=False, verbosity=0)
    group = make.ring_group(managers=0)
    for kind in Line.Kind:
        make.line(kind, ring_group=group)
    remember_phones()


def say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201 - whoever runs it reads it


def main() -> int:
    directory = state_directory("outage")
    with ExitStack() as stack:
        assert stack.enter_context(claimed(directory)), "another run is under way"
        servers = Servers(directory, stack)
        servers.start("postgres")
        servers.start("redis")
        servers.cluster.create_database()
        rest = free_port()
        os.environ.update(servers.environment(desk=free_port(), rest=rest))
        prepare(directory)
        network = make_network()
        serve_rest(network, rest, stack)
        stack.enter_context(web_server(directory, workers=2))
        (directory / "worker.log").unlink(missing_ok=True)
        command = worker_command(directory)
        worker = spawn(command, log=directory / "worker.log", cwd=CHECKOUT, env=dict(os.environ))
        stack.callback(stop, worker)
        for number in ("+15005550100", "+15005550101", "+15005550102"):
            network.add_line(number)
        network.start()
        stack.callback(network.stop)
        time.sleep(8)  # the worker declares its queues
        back = live_through(network, servers)
        with suppress(KeyboardInterrupt):
            return report(network, back)
    return 1


if __name__ == "__main__":
    sys.exit(main())
