"""DMARC (RFC 9989, and RFC 7489 before it): which record is in force, and which domains belong together."""

import re

from helpdesk.mail.domains.lookups import Lookups

VERSION = re.compile(r"v\s*=\s*DMARC1\s*(?:;|$)")
MOST_LABELS = 7
"""To which a longer name is cut for the second question (RFC 9989, section 4.10)."""
Tags = dict[str, str]


def tags_of(record: str) -> Tags:
    """Names in lower case, values without the blanks around them; of a tag that stands twice the first."""
    tags: Tags = {}
    for part in record.split(";"):
        name, _equals, value = part.partition("=")
        if name.strip():
            tags.setdefault(name.strip().lower(), value.strip())
    return tags


def records_at(dns: Lookups, domain: str) -> list[str]:
    """Those of DMARC among what stands there: others may stand beside it. Raises UnansweredError."""
    return [text for text in dns.ask(f"_dmarc.{domain}", "TXT") if VERSION.match(text)]


def walk(dns: Lookups, domain: str) -> list[tuple[str, Tags]]:
    """The records on the way from the domain up to the top, nearest first. Of several at one name none counts. Raises
    UnansweredError."""
    labels = domain.split(".")
    rest = labels[1:][-MOST_LABELS:]
    names = [domain, *(".".join(rest[start:]) for start in range(len(rest)))]
    found: list[tuple[str, Tags]] = []
    for name in names:
        records = records_at(dns, name)
        if len(records) == 1:
            found.append((name, tags_of(records[0])))
            if found[-1][1].get("psd", "").lower() in {"y", "n"}:
                break
    return found


def organizational(found: list[tuple[str, Tags]], domain: str) -> str:
    """The domain under which all of one organization stand (section 4.10.2), of what `walk` found from `domain` on."""
    for name, tags in found:
        psd = tags.get("psd", "").lower()
        if psd == "n":
            return name
        if psd == "y" and name != domain:
            below = domain.removesuffix(f".{name}").split(".")[-1]
            return f"{below}.{name}"
    return found[-1][0] if found else domain


def in_force(found: list[tuple[str, Tags]], domain: str) -> tuple[str, Tags] | None:
    """Where the record stands that receivers follow for `domain`, and its tags: its own, else the organization's, else
    that of the public suffix."""
    by_name = dict(found)
    for name in (domain, organizational(found, domain), found[-1][0] if found else ""):
        if name in by_name:
            return name, by_name[name]
    return None


def policy_of(name: str, tags: Tags, domain: str) -> str:
    """none, quarantine or reject; none too where it says nothing (section 4.7)."""
    policy = tags.get("p", "none").lower()
    if name != domain:
        policy = tags.get("sp", policy).lower()
    return policy if policy in {"quarantine", "reject"} else "none"


def are_aligned(dns: Lookups, domain: str, other: str, mode: str) -> bool:
    """Whether what `other` vouches for counts for `domain`: strict (s) or relaxed. Raises UnansweredError."""
    if domain == other or mode.lower() == "s":
        return domain == other
    return organizational(walk(dns, domain), domain) == organizational(walk(dns, other), other)


def report_domains(tags: Tags) -> list[str]:
    """Those of the addresses in rua."""
    uris = [uri.strip().lower().partition("!")[0] for uri in tags.get("rua", "").split(",")]
    return [uri.rpartition("@")[2] for uri in uris if uri.startswith("mailto:") and "@" in uri]
