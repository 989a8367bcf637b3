"""python -m tests.bench: measure the desk on servers of its own and hold it against its budgets."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import django

from helpdesk.devservices import DevServiceError
from tests.bench.desk import machine, own_servers, web_server
from tests.bench.load import Times, get_often, side_by_side
from tests.bench.report import Report

if TYPE_CHECKING:
    from tests.bench.population import Population

FLOORS = [("an empty view", "/bench/empty"), ("one indexed SELECT", "/bench/select")]


def main() -> int:
    options = parse(sys.argv[1:])
    began = time.monotonic()
    if options.only == "quotations":
        from tests.bench import quotations

        quotations.measure(beside=options.beside == "reply-parsers")
        return 0
    try:
        with own_servers() as directory:
            report = measure(directory, options)
    except DevServiceError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"\n{time.monotonic() - began:.0f} s in all; the figures are in {report.save()}")
    return 0


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    cases = "how many cases, several parted by commas; 1000000 takes some minutes to make"
    parser.add_argument("--cases", "--sizes", default="10000,100000", type=sizes_of, help=cases)
    parts = ["voice", "cases", "carts", "log", "ledger", "inbound", "quotations"]
    parser.add_argument("--only", choices=parts, help="measure this part alone; quotations only when they are named")
    parser.add_argument(
        "--calls", default=100_000, type=int, help="how many calls the log has; 1000000 takes a few minutes"
    )
    parser.add_argument("--mails", default=100_000, type=int, help="how many sent mails the ledger has")
    parser.add_argument("--letters", default=1_000, type=int, help="how many mails come in")
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    rivals = ["django-helpdesk", "reply-parsers"]
    parser.add_argument("--beside", choices=rivals, help="ask it the same, on the same server and cases or mails")
    parser.add_argument("--callers", type=int, default=20, help="calls at the same time")
    return parser.parse_args(arguments)


def sizes_of(text: str) -> list[int]:
    return sorted(int(size) for size in text.split(","))


def measure(directory: Path, options: argparse.Namespace) -> Report:
    """Everything in one run, so that each figure may be held against the floor of the same minutes."""
    prepare_database()
    # Only now: these modules import models, and the settings want the addresses of the servers.
    from tests.bench import cases, inbound, ingest, log, sent, voice
    from tests.bench.call_history import CallHistory
    from tests.bench.population import Population
    from tests.bench.rival import data, server

    report, population = Report(machine()), Population()
    with web_server(directory, workers=options.workers) as port:
        measure_floors(report, port, callers=options.callers)
        if options.only in {None, "voice"}:
            for row in voice.measure(port, callers=options.callers):
                report.add(row)
            report.say("voice webhooks, no pauses", voice.measure_capacity(port, callers=options.callers), unit="/s")
        if options.only in {None, "carts"}:
            row, per_second = ingest.measure(port, batches_each=30)
            report.add(row)
            report.say("cart ingest", per_second, unit="events/s", budget=ingest.EVENTS_PER_SECOND)
        if options.only in {None, "cases"}:
            with beside(directory, options) as rival:
                for size in options.cases:
                    grow(population, size)
                    for row in cases.measure(port, population=population, times=40):
                        report.add(row)
                    for row in rival(size):
                        report.add(row)
            report.compare(options.cases)
            report.compare_with("django-helpdesk")
        if options.only in {None, "log"}:
            grow(population, max(population.size, options.calls // 10))
            history = CallHistory(cases=population.size, agents=population.agents)
            history.grow(options.calls, show_progress("calls"))
            for row in log.measure(port, manager=population.manager, history=history, times=40):
                report.add(row)
        if options.only in {None, "inbound"}:
            rates = inbound.measure(directory, options.letters)
            report.say("mail taken in over SMTP", rates["taken"], unit="/s")
            report.say("mail on its case", rates["filed"], unit="/s")
            if options.beside == "django-helpdesk":
                python = server.environment_of(directory, *server.PACKAGES)
                data.make_schema()
                server.prepare(python, queues=1, agents=1)
                rate = inbound.rival_rate(python, directory / "rival-mails", options.letters)
                report.say("django-helpdesk: mail on its case", rate, unit="/s")
        if options.only in {None, "ledger"}:
            mails = sent.SentMails()
            mails.grow(options.mails, show_progress("mails"), show_progress("indexes"))
            for row in sent.measure(port, mails=mails, times=40):
                report.add(row)
    return report


def grow(population: "Population", size: int) -> None:
    began = time.monotonic()
    population.grow(size, show_progress("cases"), show_progress("indexes"))
    print(f"  {size:,} cases made in {time.monotonic() - began:.0f} s", flush=True)


@contextmanager
def beside(directory: Path, options: argparse.Namespace) -> Iterator[Callable[[int], list[Times]]]:
    """What asks django-helpdesk the same about the cases that the desk has now; nothing unless it is wanted."""
    if options.beside != "django-helpdesk":
        yield lambda size: []
        return
    from tests.bench.population import AGENTS, TEAMS
    from tests.bench.rival import data, questions, server

    python = server.environment_of(directory, *server.PACKAGES)
    data.make_schema()
    session = server.prepare(python, queues=TEAMS + 1, agents=AGENTS)
    with server.rival_server(directory, python, workers=options.workers) as port:

        def ask(size: int) -> list[Times]:
            data.copy_cases(queues=TEAMS, agents=AGENTS)
            return questions.measure(port, session, size=size, times=40)

        yield ask


def prepare_database() -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    print("Preparing a database and the static files …", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def measure_floors(report: Report, port: int, *, callers: int) -> None:
    """What this machine, Python and Django take at the least: one request after another, then as many as callers."""
    for name, path in FLOORS:
        row = Times(f"floor: {name}", samples=get_often(port, path, times=200))
        report.add(row)
    report.floor = row.p50
    for name, path in FLOORS:
        samples = side_by_side(lambda _caller, path=path: get_often(port, path, times=30), workers=callers)
        report.add(Times(f"floor: {name}, {callers} at once", samples=samples))


def show_progress(what: str) -> Callable[[int, int], None]:
    """A bar that grows on a terminal; its end alone anywhere else."""

    def show(done: int, wanted: int) -> None:
        if not sys.stderr.isatty() and done < wanted:
            return
        bar = "█" * (20 * done // wanted)
        end = "\n" if done == wanted else ""
        print(f"\r  {bar:20} {done:,} of {wanted:,} {what}", end=end, file=sys.stderr, flush=True)

    return show


if __name__ == "__main__":
    sys.exit(main())
