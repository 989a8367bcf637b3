"""python -m scripts.demo: start Press 4 with a believable world and the pretend town around it."""

import argparse
import os
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

from helpdesk.devservices import DevServiceError, claimed, development_services, state_directory

from . import DemoError
from .environment import desk_environment, simulator_environment
from .ports import Ports
from .processes import Children, end_tidily
from .readiness import wait_until_open
from .screen import Screen, welcome


def main() -> int:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--reset", action="store_true", help="forget the data of this PORT instead of starting")
    reset = parser.parse_args().reset
    end_tidily()
    os.umask(0o077)  # recordings and secrets lie below a directory that root leaves open to PostgreSQL's user
    try:
        ports = Ports.from_environment(os.environ)
        directory = state_directory(f"demo-{ports.desk}")
        with claimed(directory) as ours:
            if not ours:
                return complain(
                    f"The demo on port {ports.desk} is running; end it first or choose: PORT=8100 make demo"
                )
            return forget(directory) if reset else run(ports, directory)
    except (DemoError, DevServiceError) as error:
        return complain(str(error))
    except KeyboardInterrupt:
        return 0


def run(ports: Ports, directory: Path) -> int:
    """Start everything, wait for the end, stop everything; the way out is always through the stack."""
    ports.refuse_taken()
    screen = Screen()
    with ExitStack() as stack:
        stack.callback(screen.say, "Everything has ended.")
        screen.step("Starting PostgreSQL and Redis")
        services = stack.enter_context(development_services(directory, durable=True))
        desk = desk_environment(os.environ, ports=ports, directory=directory, services=services)
        town = directory / "town.json"
        children = stack.enter_context(Children(directory / "logs"))

        screen.step("Preparing the database and its world")
        manage = [sys.executable, "manage.py", "prepare_demo", "--town", str(town)]
        children.run_to_end("prepare", manage, desk, tell=screen.detail)

        screen.step("Starting the desk, its worker and the pretend town")
        children.start("web", web_command(ports), desk)
        children.start("worker", worker_command(directory), desk)
        children.start("mail", [sys.executable, "manage.py", "listen_for_mail", "--host", "127.0.0.1"], desk)
        children.start("fetch-mail", [sys.executable, "manage.py", "fetch_mail"], desk)
        children.start("simulator", [sys.executable, "-m", "simulator"], simulator_environment(desk, ports, town))
        wait_until_open(children, desk, ports)

        welcome(screen, desk, ports, directory)
        children.watch()
    return 0


def web_command(ports: Ports) -> list[str]:
    # Pages listen to live news for as long as they are open, so a graceful end needs a limit.
    options = ["--host", "127.0.0.1", "--port", str(ports.desk), "--timeout-graceful-shutdown", "2"]
    return [sys.executable, "-m", "helpdesk.serving", *options]


def worker_command(directory: Path) -> list[str]:
    """One process that works and, as it is the only one, also beats."""
    for torn in directory.glob("beat-schedule*"):  # by a beat that was killed; nobody misses it
        torn.unlink()
    beat = ["--beat", "--schedule", str(directory / "beat-schedule")]
    work = ["--queues", "calls,mail,default", "--concurrency", "2", "--without-gossip", "--without-mingle"]
    return [sys.executable, "-m", "celery", "--app", "helpdesk", "worker", "--loglevel", "INFO", *beat, *work]


def forget(directory: Path) -> int:
    for path in directory.iterdir():
        if path.name == "lock":  # it is held, by us
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    print(f"Forgot the demo's data in {directory}.")
    return 0


def complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
