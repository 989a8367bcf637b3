"""python -m tests.soak.hostile_visitors: 20 calls while strangers do all they can, on a desk of its own.

Gunicorn with production's settings and roles, a worker, and the telephone network over real HTTP: one set of processes
for all, or the provider's webhooks in their own, as compose has them; each also behind deploy/Caddyfile.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from helpdesk.devservices import claimed, state_directory
from helpdesk.devservices.processes import free_port, spawn, stop
from helpdesk.devservices.state import CHECKOUT
from scripts.demo.__main__ import worker_command
from simulator.phone_network import Caller, Network, wire
from tests.bench.desk import wait_until_open
from tests.proxy import find_caddy, start_caddy
from tests.soak.outage import HOST, Servers, inbound, make_network, prepare, say, serve_rest

LIMITS = {"web": 70, "callers": 35, "workers": 12}
"""Of the 120 connections that a development server has; docker-compose.yml shares out 200 in the same way."""
ARRANGEMENTS = ["one-for-all", "own-callers", *(["caddy", "caddy+own-callers"] if find_caddy() else [])]
VOICE_P95, PLACED = 0.3, 2.0
PATIENCE = 120


class Said(NamedTuple):
    """The port of the provider's REST API, and the session of somebody who is signed in."""

    rest: int
    session: str


class Timed:
    """The provider's requests, and how long each was not answered. What was given up counts as given up."""

    def __init__(self) -> None:
        self.send, self.seconds, self.lost = wire(), {}, 0

    def __call__(self, method: str, url: str, form: Mapping[str, str], headers: Mapping[str, str]):
        begun = time.monotonic()
        try:
            answer = self.send(method, url, form, headers)
        except OSError:
            self.lost += 1
            raise
        finally:
            path = url.partition("/twilio/")[2].partition("?")[0].partition("/")[0]
            self.seconds.setdefault(path, []).append(time.monotonic() - begun)
        return answer


@dataclass(frozen=True)
class Arrangement:
    """Whether the provider's webhooks have processes of their own, as compose gives them, and whether Caddy stands in
    front. `public` is what the world knows: the proxy, or else the processes of the webhooks.
    """

    own_callers: bool
    caddy: bool
    public: int
    web: int
    callers: int

    @classmethod
    def make(cls, words: str, public: int) -> "Arrangement":
        own, caddy = "own-callers" in words, "caddy" in words
        web = free_port() if own or caddy else public
        callers = web if not own else free_port() if caddy else public
        return cls(own, caddy, public, web, callers)

    @property
    def doors(self) -> dict[str, str]:
        """Where strangers come in."""
        ports = {"web": self.public if self.caddy else self.web, "callers": self.public}
        return {name: f"http://{HOST}:{port}" for name, port in ports.items()}


def start_desk(directory: Path, stack: ExitStack, ports: Arrangement) -> None:
    role = {name: os.environ[f"{name.upper()}_DATABASE_URL"] for name in LIMITS}
    both = {"DATABASE_URL": role["web"], "CALLERS_DATABASE_URL": role["callers"]}
    if ports.own_callers:
        gunicorn(directory, stack, "web", ports.web, both | {"CALLER_THREADS": "2"})
        alone = {"DATABASE_URL": role["callers"], "CALLERS_DATABASE_URL": "", "PAGE_THREADS": "2"}
        gunicorn(directory, stack, "callers", ports.callers, alone)
    else:
        gunicorn(directory, stack, "web", ports.web, both)
    if ports.caddy:
        child = start_caddy(directory, url=os.environ["PUBLIC_BASE_URL"], web=ports.web, callers=ports.callers)
        stack.callback(stop, child)
        wait_until_open(child, ports.public, directory / "caddy.log", path="/livez")
    told = {**os.environ, "DATABASE_URL": role["callers"]}
    worker = spawn(worker_command(directory), log=directory / "worker.log", cwd=CHECKOUT, env=told)
    stack.callback(stop, worker)


def gunicorn(directory: Path, stack: ExitStack, name: str, port: int, told: dict[str, str]) -> None:
    log = directory / f"{name}.log"
    log.unlink(missing_ok=True)
    options = ["--config", "deploy/gunicorn.conf.py", "--bind", f"{HOST}:{port}"]
    command = [sys.executable, "-m", "gunicorn", *options, "helpdesk.asgi:application"]
    child = spawn(command, log=log, cwd=CHECKOUT, env={**os.environ, "WEB_CONCURRENCY": "2", **told})
    stack.callback(stop, child)
    wait_until_open(child, port, log)


def tell_settings(servers: Servers, directory: Path, rest: int, public: int) -> None:
    """Production's, as the owner of the tables until the roles are there."""
    home = servers.cluster.home
    os.environ.update(servers.environment(desk=public, rest=rest))
    os.environ.update({"DEBUG": "false", "STATIC_ROOT": str(directory / "static")})
    os.environ.update({f"{name.upper()}_DATABASE_URL": f"postgres://press4_{name}@/{home}/press4" for name in LIMITS})


def prepare_desk(directory: Path) -> str:
    """The database, its roles, the files; and the session of somebody who is signed in."""
    prepare(directory)
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from tests import make

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("create_database_roles", verbosity=0, **LIMITS)
    client = Client()
    client.force_login(make.agent())
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def send_strangers(ports: Arrangement, session: str, seconds: float) -> subprocess.Popen:
    from django.conf import settings

    command = [sys.executable, "-m", "tests.soak.strangers", "--cookie", settings.SESSION_COOKIE_NAME]
    command += ["--session", session, "--seconds", str(seconds)]
    for name, url in ports.doors.items():
        command += [f"--{name}", url]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)


def live_through(network: Network, options: argparse.Namespace) -> None:
    for n in range(options.calls):
        network.place_call(f"+1500556{n:04d}", "+15005550101", Caller(patience=90.0))
        time.sleep(options.seconds / options.calls)
    until = time.monotonic() + PATIENCE
    while any(not call.over for call in list(network.calls.values())) and time.monotonic() < until:
        time.sleep(0.5)


def waits_of_phones(network: Network) -> tuple[list[float], int]:
    """Seconds from the decision to ring a phone until the provider was asked to; and how many it was not asked for."""
    from calls.models import Leg

    begun, waits, missing = network.clock.start, [], 0
    for leg in Leg.objects.filter(created_at__gte=begun):
        if leg.sid in network.calls:
            waits.append(network.calls[leg.sid].created_at - (leg.created_at - begun).total_seconds())
        elif leg.status not in {Leg.Status.BUSY, Leg.Status.CANCELED}:
            missing += 1
    return waits, missing


def p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20, method="inclusive")[-1] if len(seconds) > 1 else max(seconds, default=0.0)


def figures(network: Network, timed: Timed, crowd: str) -> dict[str, object]:
    callers, truth = inbound(network), network.truth
    waits, missing = waits_of_phones(network)
    every = [second for seconds in timed.seconds.values() for second in seconds]
    kinds = [truth.bridges_of(call.sid)[-1].kind for call in callers if truth.bridges_of(call.sid)]
    return {
        "calls": len(callers),
        "joined": kinds.count("queue"),
        "joined by the emergency document": kinds.count("dial"),
        "voice p95": round(p95(timed.seconds.get("voice", [])), 3),
        "voice max": round(max(timed.seconds.get("voice", [0.0])), 3),
        "webhooks": len(every),
        "webhooks p95": round(p95(every), 3),
        "webhooks lost": timed.lost,
        "phones": len(waits),
        "phone placed, p95": round(p95(waits), 3),
        "phone placed, max": round(max(waits, default=0.0), 3),
        "phones not placed": missing,
        "strangers": json.loads(crowd or "{}"),
    }


def holds(found: dict[str, object]) -> bool:
    served = found["joined"] == found["calls"] and not found["phones not placed"] and not found["webhooks lost"]
    return bool(served and found["voice p95"] <= VOICE_P95 and found["phone placed, max"] <= PLACED)


def live_through_all(arrangement: Arrangement, directory: Path, options: argparse.Namespace, said: Said) -> bool:
    timed = Timed()
    with ExitStack() as stack:
        start_desk(directory, stack, arrangement)
        network = make_network(timed)
        serve_rest(network, said.rest, stack)
        network.add_line("+15005550101")
        network.start()
        stack.callback(network.stop)
        time.sleep(8)  # the worker declares its queues
        crowd = send_strangers(arrangement, said.session, options.seconds + 5)
        stack.callback(crowd.kill)
        time.sleep(3)
        live_through(network, options)
        found = figures(network, timed, crowd.communicate(timeout=60)[0])
    say(json.dumps(found, indent=1))
    return holds(found)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.hostile_visitors", description=__doc__)
    parser.add_argument("arrangements", nargs="*", default=ARRANGEMENTS, help=f"of {ARRANGEMENTS}; all of them")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--calls", type=int, default=20)
    options = parser.parse_args()
    directory = state_directory("strangers")
    with ExitStack() as stack:
        assert stack.enter_context(claimed(directory)), "another run is under way"
        servers = Servers(directory, stack)
        servers.start("postgres")
        servers.start("redis")
        servers.cluster.create_database()
        rest, public, well = free_port(), free_port(), []
        tell_settings(servers, directory, rest, public)
        said = Said(rest, prepare_desk(directory))
        for words in options.arrangements:
            say(f"strangers, and {words}:")
            well.append(live_through_all(Arrangement.make(words, public), directory, options, said))
    return 0 if all(well) else 1


if __name__ == "__main__":
    sys.exit(main())
