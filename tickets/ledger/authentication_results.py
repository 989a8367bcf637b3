"""What other servers wrote into a mail about its signatures (Authentication-Results, RFC 8601): a hint, never a proof.

Whoever hands a saved mail on may have written it there. It helps where the mail was changed on the way, so that its
signature verifies no more.
"""

import re
from email import message_from_bytes
from email.policy import compat32

from tickets.ledger.signatures import HOST
from tickets.models import SendingDomain

MOST_HEADERS, LONGEST_HEADER = 10, 4_000
LONGEST_HEAD = 256 * 1024
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
COMMENT = re.compile(r"\([^()]*\)")
DEPTH = 5
"""Comments may stand in comments (RFC 5322, section 3.2.2)."""
PASSED = re.compile(r"\s{0,9}dkim(?:\s{0,9}/\s{0,9}1)?\s{0,9}=\s{0,9}pass\b", re.IGNORECASE)
SIGNED_BY = re.compile(r"\bheader\.(?:d\s*=\s*|i\s*=\s*[^\s;]{0,64}@)([a-z0-9_.-]{1,255})", re.IGNORECASE)


def passed_elsewhere(raw: bytes) -> list[dict[str, str]]:
    """The `server` and the `domain` of each header that says that a signature of a domain of ours verified there."""
    ours = tuple(SendingDomain.objects.values_list("name", flat=True))
    if not ours or b"authentication-results:" not in raw[:LONGEST_HEAD].lower():
        return []
    headers = message_from_bytes(raw[:LONGEST_HEAD], policy=compat32).get_all("Authentication-Results", [])
    found = []
    for header in headers[:MOST_HEADERS]:
        said = QUOTED.sub(" ", str(header)[:LONGEST_HEADER])
        for _layer in range(DEPTH):
            said = COMMENT.sub(" ", said)
        server, *results = said.split(";")
        server = next(iter(server.lower().split()), "")  # a version may stand behind it
        for result in filter(PASSED.match, results):
            for domain in map(str.lower, SIGNED_BY.findall(result)):
                is_ours = any(domain == name or domain.endswith(f".{name}") for name in ours)
                if is_ours and HOST.fullmatch(server) and HOST.fullmatch(domain):
                    found.append({"server": server, "domain": domain})
    return [one for place, one in enumerate(found) if one not in found[:place]]
