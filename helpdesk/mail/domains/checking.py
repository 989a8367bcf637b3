"""Check one domain: SPF, DKIM, DMARC, whether it takes in mail, and the name of the server behind its mails."""

from collections.abc import Iterator

from helpdesk.mail.domains import dmarc, spf
from helpdesk.mail.domains.findings import TOPICS, Finding, finding
from helpdesk.mail.domains.lookups import IPAddress, Lookups, UnansweredError
from helpdesk.mail.domains.senders import Route, provider_mechanism
from helpdesk.mail.models import DkimKey
from helpdesk.mail.outbox.signing import signing_key

MOST_ADDRESSES = 4
"""Of one server that are looked at."""
MOST_REPORTS_TO = 3


class Check:
    """One domain; `ways` are those of all domains."""

    def __init__(self, domain: str, ways: list[Route], dns: Lookups) -> None:
        self.domain, self.dns = domain, dns
        self.sends = [way for way in ways if way["domain"] == domain]
        self.returns = [way for way in ways if way["envelope"] == domain]
        self.permitted: set[str] = set()
        """Servers that its SPF record surely lets send."""

    def findings(self) -> list[Finding]:
        found: list[Finding] = []
        checks = [self.check_spf, self.check_dkim, self.check_dmarc, self.check_mx, self.check_ptr]
        for topic, check in zip(TOPICS, checks, strict=True):
            try:
                found += check()
            except UnansweredError as error:
                found.append(finding(f"{topic}_unanswered", name=error.name))
        return found

    def check_spf(self) -> Iterator[Finding]:
        if not self.sends and not self.returns:
            return
        reader = spf.Reader(self.dns)
        policy = reader.read(self.domain)
        count = reader.lookups
        if count > spf.MOST_LOOKUPS:
            reader.fault("spf_lookups", count=count)
        if reader.voids > spf.MOST_VOIDS:
            reader.fault("spf_voids", count=reader.voids)
        record = policy.record if policy else ""
        for code, params in reader.faults:
            yield finding(code, record=record, **params)
        for name in dict.fromkeys(reader.unanswered):
            yield finding("spf_unanswered", name=name)
        if policy is None:
            if self.returns and not reader.faults:
                yield finding(
                    "spf_missing", record=f"v=spf1 {self.wanted_mechanisms() or 'mx'} ~all", domain=self.domain
                )
            elif not reader.faults:
                yield finding("spf_not_needed", domain=self.domain, envelope=self.sends[0]["envelope"])
            return
        if not reader.faults and not reader.unanswered:
            yield finding("spf_valid", record=record, domain=self.domain, count=count)
        is_redirected = "redirect=" in record.lower()  # behind an end of its own it would not be followed
        if policy.default == "+":
            yield finding("spf_open", record="" if is_redirected else with_end(record), domain=self.domain)
        elif policy.default in ("", "?") and not is_redirected:
            yield finding("spf_end", record=with_end(record), domain=self.domain)
        if reader.uses_ptr:
            yield finding("spf_ptr", domain=self.domain)
        if not reader.faults:
            for server in dict.fromkeys(way["server"] for way in self.returns):
                yield self.check_server(server, policy, reader)

    def check_server(self, server: str, policy: spf.Policy, reader: spf.Reader) -> Finding:
        mechanism = provider_mechanism(server)
        if mechanism:
            if mechanism.partition(":")[2] in reader.domains:
                self.permitted.add(server)
                return finding("spf_provider", server=server, mechanism=mechanism)
            return finding("spf_provider_missing", record=with_mechanism(policy.record, mechanism), server=server)
        addresses = self.public_addresses(server)
        if not addresses:
            return finding("spf_server_hidden", server=server)
        verdicts = {policy.verdict(address) for address in addresses}
        shown = ", ".join(map(str, addresses))
        if verdicts == {"+"}:
            self.permitted.add(server)
            return finding("spf_permits", server=server, addresses=shown)
        if "" in verdicts:
            return finding("spf_server_unknown", server=server)
        wanted = mechanisms([address for address in addresses if policy.verdict(address) != "+"])
        return finding("spf_permits_not", record=with_mechanism(policy.record, wanted), server=server, addresses=shown)

    def public_addresses(self, server: str) -> list[IPAddress]:
        """Those that others may see a mail come from, so far as they are known here."""
        is_elsewhere = "." in server or ":" in server
        found = self.dns.addresses(server) if is_elsewhere else []
        return [address for address in found if address.is_global][:MOST_ADDRESSES]

    def wanted_mechanisms(self) -> str:
        """What a record of this domain would have to name; "" where that is not known."""
        found: list[str] = []
        for server in dict.fromkeys(way["server"] for way in self.returns):
            try:
                found.append(provider_mechanism(server) or mechanisms(self.public_addresses(server)))
            except UnansweredError:
                continue
        return " ".join(filter(None, found))

    def check_dkim(self) -> Iterator[Finding]:
        if not self.sends:
            return
        key = signing_key(self.domain)
        own = DkimKey.objects.filter(domain__name=self.domain).exclude(status=DkimKey.Status.RETIRED).first()
        if own:
            self.dns.ask(own.host, "TXT")  # what nobody has looked up is not said to be missing
        if key and key.domain.name == self.domain:
            yield finding("dkim_signs", domain=self.domain, selector=key.selector)
        elif key:
            is_counted = dmarc.are_aligned(self.dns, self.domain, key.domain.name, self.mode("adkim"))
            yield finding("dkim_parent" if is_counted else "dkim_parent_strict", domain=key.domain.name)
        if own and own != key:
            yield finding("dkim_gone" if own.began_at else "dkim_waiting", selector=own.selector)
        elif not key:
            yield finding("dkim_none", domain=self.domain)

    def mode(self, tag: str) -> str:
        """How DMARC compares: adkim or aspf, relaxed without one."""
        record = dmarc.in_force(dmarc.walk(self.dns, self.domain), self.domain)
        return record[1].get(tag, "r") if record else "r"

    def check_dmarc(self) -> Iterator[Finding]:
        if not self.sends:
            return
        records = dmarc.records_at(self.dns, self.domain)
        if len(records) > 1:
            yield finding("dmarc_several", record=records[0], domain=self.domain, count=len(records))
        alike = [text for text in self.dns.ask(f"_dmarc.{self.domain}", "TXT") if "dmarc1" in text.lower()]
        if alike and not records:
            yield finding("dmarc_misplaced", record=alike[0], domain=self.domain)
        record = dmarc.in_force(dmarc.walk(self.dns, self.domain), self.domain)
        if record is None:
            if not alike:
                begun = f"v=DMARC1; p=none; rua=mailto:postmaster@{self.domain}"
                yield finding("dmarc_missing", record=begun, domain=self.domain)
            return
        yield from self.check_policy(*record)
        yield from self.check_alignment()

    def check_policy(self, name: str, tags: dmarc.Tags) -> Iterator[Finding]:
        text = dmarc.records_at(self.dns, name)[0]
        policy = dmarc.policy_of(name, tags, self.domain)
        if tags.get("p", "").lower() not in {"none", "quarantine", "reject"}:
            yield finding("dmarc_no_policy", record=text, domain=name)
        elif policy == "none":
            yield finding("dmarc_none", record=text, domain=name)
        else:
            yield finding("dmarc_enforced", record=text, domain=name, policy=f"p={policy}")
        if policy != "none":
            # pct until RFC 9989, t since.
            partial = [f"pct={tags['pct']}"] if tags.get("pct", "100") != "100" else []
            partial += ["t=y"] if tags.get("t", "n").lower() == "y" else []
            if partial:
                yield finding("dmarc_partial", tag=", ".join(partial))
        receivers = dmarc.report_domains(tags)
        if not receivers:
            yield finding("dmarc_no_reports")
        for receiver in dict.fromkeys(receivers[:MOST_REPORTS_TO]):
            if not dmarc.are_aligned(self.dns, name, receiver, "r"):
                place = f"{name}._report._dmarc.{receiver}"
                if not any(dmarc.VERSION.match(text) for text in self.dns.ask(place, "TXT")):
                    yield finding("dmarc_reports_refused", receiver=receiver, name=place)

    def check_alignment(self) -> Iterator[Finding]:
        """By which of the two mails from this domain pass, on each way on which they leave."""
        key = signing_key(self.domain)
        if key and dmarc.are_aligned(self.dns, self.domain, key.domain.name, self.mode("adkim")):
            yield finding("dmarc_by_dkim", domain=self.domain)
        for way in self.sends:
            params = {"domain": self.domain, "envelope": way["envelope"]}
            if not dmarc.are_aligned(self.dns, self.domain, way["envelope"], self.mode("aspf")):
                if not key:
                    yield finding("dmarc_unaligned", **params)
                continue
            of_envelope = self if way["envelope"] == self.domain else Check(way["envelope"], [way], self.dns)
            if of_envelope is not self:
                list(of_envelope.check_spf())
            if way["server"] in of_envelope.permitted:
                yield finding("dmarc_by_spf", **params)
            elif not key:
                yield finding("dmarc_unsure", **params)

    def check_mx(self) -> Iterator[Finding]:
        if not self.sends and not self.returns:
            return
        hosts = [record.partition(" ")[2] for record in self.dns.ask(self.domain, "MX")]
        if hosts == ["."]:
            yield finding("mx_null", domain=self.domain)
        elif hosts:
            yield finding("mx_present", domain=self.domain, servers=", ".join(hosts[:MOST_ADDRESSES]))
        else:
            yield finding("mx_implicit" if self.dns.addresses(self.domain) else "mx_missing", domain=self.domain)

    def check_ptr(self) -> Iterator[Finding]:
        for server in dict.fromkeys(way["server"] for way in self.returns if not provider_mechanism(way["server"])):
            for address in self.public_addresses(server):
                names = self.dns.names_of(address)
                confirmed = [name for name in names if self.dns.has(name, address)]
                if confirmed:
                    yield finding("ptr_matches", address=address, host=confirmed[0])
                elif names:
                    yield finding("ptr_differs", address=address, host=names[0])
                else:
                    yield finding("ptr_missing", address=address, server=server)


def mechanisms(addresses: list[IPAddress]) -> str:
    return " ".join(f"ip{address.version}:{address}" for address in addresses)


def with_mechanism(record: str, mechanism: str) -> str:
    """The record with one more, before its end."""
    terms = record.split(" ")
    is_end = [term.lower().lstrip("+?~-") == "all" or term.lower().startswith("redirect=") for term in terms]
    place = is_end.index(True) if True in is_end else len(terms)
    return " ".join([*terms[:place], mechanism, *terms[place:]])


def with_end(record: str) -> str:
    """The record with an end that says something."""
    kept = [term for term in record.split(" ") if term.lower().lstrip("+?~-") != "all"]
    return " ".join([*kept, "~all"])
