"""SPF (RFC 7208): a domain's policy with all that it includes, what is wrong with it, and whom it lets send."""

import ipaddress
import re
from typing import Any

from helpdesk.mail.domains.lookups import IPAddress, Lookups, UnansweredError

MOST_LOOKUPS = 10
"""Terms that ask the DNS, in the policy and all that it includes (section 4.6.4)."""
MOST_VOIDS = 2
MOST_MX = 10
READ_ON = 30
"""Terms, so that one learns by how many there are too many."""
VERSION = re.compile(r"v=spf1(?: |$)", re.IGNORECASE)
MECHANISM = re.compile(r"([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?::([^/]*))?((?:/.*)?)", re.I)
MODIFIER = re.compile(r"([a-z][a-z0-9_.-]{0,62})=(.*)", re.IGNORECASE)
LENGTHS = re.compile(r"(?:/(\d{1,2}))?(?://(\d{1,3}))?")
DOMAIN = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Policy:
    """The record of one domain. `rules` are qualifiers with what they match: networks, an included policy, or None
    where that is only known when a mail comes."""

    def __init__(self, domain: str, record: str) -> None:
        self.domain, self.record = domain, record
        self.rules: list[tuple[str, list[Network] | Policy | None]] = []
        self.redirect: Policy | None = None
        self.last = ""
        """The qualifier of `all`; "" without one."""

    @property
    def default(self) -> str:
        """What becomes of everybody else: the qualifier, or ""."""
        return self.redirect.default if self.redirect and not self.last else self.last

    def verdict(self, address: IPAddress) -> str:
        """The qualifier for a mail from this address: + may send, - and ~ may not, ? says nothing; "" where it depends
        on more than the address."""
        unsure: set[str] = set()
        for qualifier, matched in self.rules:
            if isinstance(matched, Policy):
                hit = matched.verdict(address)
            else:
                hit = "" if matched is None else "+" if any(address in network for network in matched) else "-"
            if hit == "":
                unsure.add(qualifier)
            elif hit == "+":
                return qualifier if unsure <= {qualifier} else ""
        rest = self.last or (self.redirect.verdict(address) if self.redirect else "?")
        return rest if unsure <= {rest} else ""


class Reader:
    """Reads a policy to its end, whatever it finds, and counts as receivers do."""

    def __init__(self, dns: Lookups) -> None:
        self.dns = dns
        self.lookups = self.voids = 0
        self.faults: list[tuple[str, dict[str, Any]]] = []
        """Code and parameters of what makes receivers reject the whole record (permerror)."""
        self.unanswered: list[str] = []
        self.domains: set[str] = set()
        """All whose records were read."""
        self.uses_ptr = False

    def fault(self, code: str, **params: Any) -> None:
        if (code, params) not in self.faults:
            self.faults.append((code, params))

    def read(self, domain: str, above: tuple[str, ...] = ()) -> Policy | None:
        """The policy at this domain; None without one. Raises UnansweredError."""
        texts = self.dns.ask(domain, "TXT")
        records = [text for text in texts if VERSION.match(text)]
        if not records:
            if not above and any("v=spf1" in text.lower() for text in texts):
                self.fault("spf_misplaced", domain=domain)
            return None
        if len(records) > 1:
            self.fault("spf_several", domain=domain, count=len(records))
        policy = Policy(domain, records[0])
        self.domains.add(domain.lower())
        redirect = ""
        for term in records[0].split(" ")[1:]:
            named = MODIFIER.fullmatch(term)
            if named and named[1].lower() == "redirect":
                if redirect or not is_domain(named[2]):
                    self.fault("spf_syntax", domain=domain, term=term)
                redirect = named[2]
            elif term and not named and not policy.last:  # what follows "all" is never reached
                self.read_mechanism(policy, term, above)
        if redirect and not policy.last:
            policy.redirect = self.follow(redirect, (*above, domain.lower()))
            if policy.redirect is None:
                policy.rules.append(("", None))  # whatever it would say
        return policy

    def read_mechanism(self, policy: Policy, term: str, above: tuple[str, ...]) -> None:
        found = MECHANISM.fullmatch(term)
        kind = found[2].lower() if found else ""
        if not found or not term.isascii():
            return self.fault("spf_syntax", domain=policy.domain, term=term)
        qualifier, value, lengths = found[1] or "+", found[3], found[4]
        if kind in ("ip4", "ip6"):
            try:
                network = ipaddress.ip_network(f"{value}{lengths}", strict=False)
            except ValueError:
                return self.fault("spf_syntax", domain=policy.domain, term=term)
            if network.version != int(kind[2]) or "." in lengths:  # Python takes a mask as well
                return self.fault("spf_syntax", domain=policy.domain, term=term)
            return policy.rules.append((qualifier, [network]))
        needs_domain, takes_lengths = kind in ("include", "exists"), kind in ("a", "mx")
        sizes = LENGTHS.fullmatch(lengths)
        is_named = not needs_domain if value is None else kind != "all" and is_domain(value)
        if not sizes or not is_named or (lengths and not takes_lengths):
            return self.fault("spf_syntax", domain=policy.domain, term=term)
        v4, v6 = int(sizes[1] or 32), int(sizes[2] or 128)
        if v4 > 32 or v6 > 128:
            return self.fault("spf_syntax", domain=policy.domain, term=term)
        if kind == "all":
            policy.last = qualifier
        elif kind == "include":
            included = self.follow(value, (*above, policy.domain.lower()))
            policy.rules.append((qualifier, included))
        else:
            self.lookups += 1
            self.uses_ptr |= kind == "ptr"
            hosts = None if kind in ("ptr", "exists") or "%" in (value or "") else (value or policy.domain)
            policy.rules.append((qualifier, self.networks(kind, hosts, v4, v6) if hosts else None))
        return None

    def follow(self, domain: str, above: tuple[str, ...]) -> Policy | None:
        """What an include or a redirect leads to; None where it is not known."""
        domain = domain.rstrip(".")
        self.lookups += 1
        if "%" in domain or self.lookups > READ_ON:
            return None
        if domain.lower() in above:
            self.fault("spf_loop", domain=domain)
            return None
        try:
            policy = self.read(domain, above)
        except UnansweredError as error:
            self.unanswered.append(error.name)
            return None
        if policy is None:
            self.fault("spf_include_missing", domain=domain)
        return policy

    def networks(self, kind: str, domain: str, v4: int, v6: int) -> list[Network] | None:
        """Of the hosts that an a or mx names; None where the DNS did not answer. One that leads nowhere is void."""
        try:
            hosts = [domain]
            if kind == "mx":
                hosts = [record.partition(" ")[2] for record in self.dns.ask(domain, "MX")]
                if len(hosts) > MOST_MX:
                    self.fault("spf_mx_many", domain=domain, count=len(hosts))
            found = [address for host in hosts[:MOST_MX] if host != "." for address in self.dns.addresses(host)]
        except UnansweredError as error:
            self.unanswered.append(error.name)
            return None
        self.voids += not found
        return [ipaddress.ip_network((address, v4 if address.version == 4 else v6), strict=False) for address in found]


def is_domain(value: str) -> bool:
    """A name, or one with macros, which is whole only when a mail comes (section 7)."""
    return value.isascii() and value.isprintable() and bool("%" in value or DOMAIN.fullmatch(value))
