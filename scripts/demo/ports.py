"""The demonstration's four ports."""

import errno
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from . import DemoError


@dataclass(frozen=True)
class Ports:
    desk: int
    simulator: int
    smtp: int
    """Of the pretend town's mail server."""
    mail: int
    """Of the desk's."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read PORT, SIMULATOR_PORT (else 1000 more), SMTP_PORT (else 2000 more) and INBOUND_SMTP_PORT (else 2525,
        or 3000 more when PORT is not 8000)."""
        desk = _read(environment, "PORT", 8000)
        ports = cls(
            desk,
            _read(environment, "SIMULATOR_PORT", desk + 1000),
            _read(environment, "SMTP_PORT", desk + 2000),
            _read(environment, "INBOUND_SMTP_PORT", 2525 if desk == 8000 else desk + 3000),
        )
        if len({ports.desk, ports.simulator, ports.smtp, ports.mail}) < 4:
            raise DemoError("PORT, SIMULATOR_PORT, SMTP_PORT and INBOUND_SMTP_PORT must be four different ports.")
        return ports

    def refuse_taken(self) -> None:
        """Complain about the first port on which somebody else listens."""
        uses = [("desk", "PORT", self.desk), ("pretend town", "SIMULATOR_PORT", self.simulator)]
        uses += [("pretend mail server", "SMTP_PORT", self.smtp), ("desk's mail", "INBOUND_SMTP_PORT", self.mail)]
        for use, variable, port in uses:
            if trouble := _trouble(port):
                other = self.desk + 100 if variable == "PORT" else port + 1
                raise DemoError(
                    f"Port {port}, meant for the {use}, cannot be used ({trouble}); "
                    f"choose another one like this: make demo {variable}={other}"
                )


def _trouble(port: int) -> str | None:
    """Say why `port` cannot be ours; "localhost" is both addresses to a browser, so neither may be somebody else's."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError as error:
            if family == socket.AF_INET or error.errno == errno.EADDRINUSE:  # a machine may have no IPv6
                return error.strerror
    return None


def _read(environment: Mapping[str, str], name: str, default: int) -> int:
    value = environment.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65535:
        raise DemoError(f"{name} is {value}, and a port is a number from 1 to 65535.")
    return int(value)
