"""Questions to the DNS, each with little time, and all of them with not much more. What comes back is hostile."""

import ipaddress
import time

import dns.exception
import dns.name
import dns.resolver
import dns.reversename

SECONDS = 3.0
"""For one question."""
ALL_SECONDS = 25.0
MOST = 200
"""Questions for one check: records of others that name each other end somewhere."""
MALFORMED = (dns.name.EmptyLabel, dns.name.LabelTooLong, dns.name.NameTooLong, dns.exception.SyntaxError, UnicodeError)
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class UnansweredError(Exception):
    """Nobody gave a usable answer about `name`, which says nothing about its records."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Lookups:
    """What was asked for one check; the same question is asked once."""

    def __init__(self, *, seconds: float = ALL_SECONDS) -> None:
        self.until = time.monotonic() + seconds
        self.known: dict[tuple[str, str], list[str] | None] = {}

    def ask(self, name: str, kind: str) -> list[str]:
        """The records of one kind, in order; [] when the DNS says that there are none (NXDOMAIN, or none of the kind).
        TXT with its strings joined, MX as "10 mail.example.com", other names without the last dot.

        Raises UnansweredError: no answer in time, SERVFAIL, a refusal, a chain of names without an end.
        """
        asked = name.rstrip(".").lower(), kind
        if asked not in self.known:
            self.known[asked] = self._answer(*asked)
        records = self.known[asked]
        if records is None:
            raise UnansweredError(name)
        return records

    def _answer(self, name: str, kind: str) -> list[str] | None:
        left = min(SECONDS, self.until - time.monotonic())
        if left <= 0 or len(self.known) >= MOST:
            return None
        try:
            found = dns.resolver.get_default_resolver().resolve(name, kind, lifetime=left, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, *MALFORMED):
            return []
        except (dns.exception.DNSException, OSError):
            return None
        return sorted(read_record(record, kind) for record in found)

    def addresses(self, host: str) -> list[IPAddress]:
        """Of a host, or of one that is an address itself."""
        try:
            return [ipaddress.ip_address(host)]
        except ValueError:
            found = [*self.ask(host, "A"), *self.ask(host, "AAAA")]
        return [ipaddress.ip_address(address) for address in found]

    def names_of(self, address: IPAddress) -> list[str]:
        """What the owner of the address calls it."""
        return self.ask(dns.reversename.from_address(str(address)).to_text(), "PTR")

    def has(self, host: str, address: IPAddress) -> bool:
        return str(address) in self.ask(host, "A" if address.version == 4 else "AAAA")


def read_record(record: object, kind: str) -> str:
    match kind:
        case "TXT":
            return b"".join(getattr(record, "strings", ())).decode("ascii", "backslashreplace")
        case "MX":
            preference, exchange = getattr(record, "preference", 0), getattr(record, "exchange", dns.name.root)
            return f"{preference} {exchange.to_text(omit_final_dot=True) or '.'}"
        case "PTR":
            return str(record).rstrip(".").lower()
    return str(record)
