"""python -m tests.soak.strangers: everything that strangers try, at the same moment, until the time is over.

They are a process of their own, as they would be machines of their own, and take what the desk leaves of this one:
what is measured is what they hold, and not how many cores they have. At the end one line tells what became of them.
"""

import argparse
import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import Thread

from tests import hostile

MIB = 1024 * 1024
STREAMS = 1_500
FORM = {"Content_Type": "application/x-www-form-urlencoded"}


class Strangers:
    """Who they are after (`web`, and for webhooks `callers`), and how each request ended: 0 is without an answer."""

    def __init__(self, *, web: str, callers: str, cookie: str, session: str, until: float) -> None:
        self.web, self.callers, self.cookie, self.session, self.until = web, callers, cookie, session, until
        self.answers: dict[str, Counter[int]] = {}

    @property
    def attacks(self) -> list[Callable[[], None]]:
        holding = [self.hold_webhooks_back, self.hold_carts_back, self.read_slowly]
        return [self.burst, *holding, self.stream, self.upload, self.make_the_loop_read]

    def burst(self) -> None:
        """With made-up sessions, at the stream and at a recording."""
        for method, path in (("GET", "/live/"), ("HEAD", "/calls/recordings/1/play/")):
            codes = hostile.burst(self.web, path, count=300, cookie_name=self.cookie, method=method, at_once=60)
            self.count(f"{method} {path}", codes)

    def hold_webhooks_back(self) -> None:
        with hostile.held_back_bodies(self.callers, "/twilio/voice", count=60, X_Twilio_Signature="no", **FORM) as held:
            self.count("held back at /twilio/voice", map(hostile.status_of, held))

    def hold_carts_back(self) -> None:
        with (
            hostile.held_back_bodies(self.web, "/api/v1/carts/events", count=40, **FORM) as events,
            hostile.held_back_bodies(self.web, "/api/v1/carts/beacon", count=40, **FORM) as beacons,
        ):
            self.count("held back at the cart doors", map(hostile.status_of, [*events, *beacons]))

    def read_slowly(self) -> None:
        with (
            hostile.slow_readers(self.web, "/static/vendor/twilio-voice/twilio.min.js", count=40) as files,
            hostile.slow_readers(self.web, "/accounts/login/", count=20) as pages,
        ):
            self.rest(20)
            self.count("slow readers", [200 for _line in [*files, *pages]])

    def stream(self) -> None:
        """Of somebody who is signed in."""
        with many_streams(self.web, Cookie=f"{self.cookie}={self.session}") as lines:
            self.rest(15)
            self.count("streams", map(hostile.status_of, lines))

    def upload(self) -> None:
        path = "/tickets/1/attachments/"
        for cookie in ("a" * 32, self.session):
            code, _sent = hostile.upload(self.web, path, size=400 * MIB, Cookie=f"{self.cookie}={cookie}")
            self.count("uploads of 400 MiB", [code])
        self.rest(1)

    def make_the_loop_read(self) -> None:
        """What the event loop itself has to read before anybody is known."""
        cookie, signed = 'a="' + "\\" * 30_000 + '"', {"X_Twilio_Signature": "no", **FORM}
        requests = {
            "cookies of backslashes": (self.web, hostile.head("GET", "/live/", self.web, Cookie=cookie)),
            "long addresses": (
                self.callers,
                hostile.head("POST", "/twilio/voice?" + "a=b&" * 1_900, self.callers, Content_Length=3, **signed)
                + b"a=b",
            ),
            "long heads": (self.web, hostile.head("GET", "/livez", self.web, X_A="b" * MIB)),
            "single bytes": (
                self.callers,
                hostile.head("POST", "/twilio/voice", self.callers, Transfer_Encoding="chunked", **signed)
                + b"1\r\nx\r\n" * 60_000,
            ),
            "long webhooks": (
                self.callers,
                hostile.head("POST", "/twilio/voice", self.callers, Content_Length=MIB, **signed) + b"a" * MIB,
            ),
        }
        for attack, (url, request) in requests.items():
            self.count(attack, [hostile.send(url, request) for _n in range(8)])

    def count(self, attack: str, codes: Iterator[int] | list[int]) -> None:
        self.answers.setdefault(attack, Counter()).update(codes)

    def rest(self, seconds: float) -> None:
        time.sleep(max(0.0, min(seconds, self.until - time.monotonic())))

    def go_on(self, attack: Callable[[], None]) -> None:
        while time.monotonic() < self.until:
            with suppress(OSError):  # turned away by the system
                attack()
            self.rest(1)


@contextmanager
def many_streams(url: str, **headers: object) -> Iterator[list]:
    with ExitStack() as stack:
        lines = []
        for _n in range(STREAMS):
            with suppress(OSError):
                lines.append(stack.enter_context(hostile.dial(url)))
                lines[-1].sendall(hostile.head("GET", "/live/", url, **headers))
        yield lines


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.strangers", description=__doc__)
    for name in ("web", "callers", "cookie", "session"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--seconds", type=float, required=True)
    told = vars(parser.parse_args())
    _soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(8192, most) if most > 0 else 8192, most))
    os.nice(10)
    strangers = Strangers(until=time.monotonic() + told.pop("seconds"), **told)
    crowd = [Thread(target=strangers.go_on, args=[attack], daemon=True) for attack in strangers.attacks]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(max(0.0, strangers.until + 5 - time.monotonic()))
    sys.stdout.write(json.dumps({attack: dict(codes) for attack, codes in strangers.answers.items()}) + "\n")
    return 0


if __name__ == "__main__":
    main()
