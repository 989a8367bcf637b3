"""The demonstration as a person has it: it opens, it ends with everything that it started, it opens again."""

import signal
import sys
from http.client import HTTPConnection

import psutil

from tests.tour.demo import opened


def status(port: str, path: str) -> int:
    connection = HTTPConnection("localhost", int(port), timeout=30)
    connection.request("GET", path)
    return connection.getresponse().status


def everything_ended(processes: list[psutil.Process]) -> bool:
    _gone, alive = psutil.wait_procs(processes, timeout=30)
    return not [process for process in alive if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def test_the_demonstration_opens_and_however_it_ends_nothing_is_left_running(environment):
    with opened(environment) as (runner, said):
        assert "manager" in said
        assert status(environment["PORT"], "/readyz") == 200
        assert status(environment["SIMULATOR_PORT"], "/phones") == 200
        started = psutil.Process(runner.pid).children(recursive=True)
        assert len(started) > 4
        runner.send_signal(signal.SIGINT)
        assert runner.wait(60) == 0
        assert everything_ended(started)

    with opened(environment) as (runner, said):
        assert "Hiring" not in said, "the world was made a second time"
        started = psutil.Process(runner.pid).children(recursive=True)
        runner.kill()
        runner.wait()
        assert sys.platform != "linux" or everything_ended(started)
