"""What a check may find, kept as codes, so that everybody reads it in their own language."""

from typing import Any, TypedDict

from helpdesk.lib.text.visibility import one_line
from helpdesk.mail.domains.words_of_findings import WORDS
from helpdesk.mail.models import MailDomain

LONGEST_PARAM, LONGEST_RECORD = 200, 2000
TOPICS = {"spf": "SPF", "dkim": "DKIM", "dmarc": "DMARC", "mx": "MX", "ptr": "PTR"}
"""In the order in which they are shown; a code begins with its topic."""

LEVELS = {
    MailDomain.Level.FINE: {
        "spf_valid", "spf_not_needed", "spf_permits", "spf_provider", "dkim_signs", "dkim_parent", "dmarc_enforced",
        "dmarc_by_dkim", "dmarc_by_spf", "mx_present", "ptr_matches",
    },
    MailDomain.Level.UNKNOWN: {
        "spf_unanswered", "dkim_unanswered", "dmarc_unanswered", "mx_unanswered", "ptr_unanswered",
        "spf_server_hidden", "spf_server_unknown",
    },
    MailDomain.Level.WRONG: {
        "spf_missing", "spf_misplaced", "spf_several", "spf_syntax", "spf_include_missing", "spf_loop", "spf_lookups",
        "spf_voids", "spf_mx_many", "spf_open", "dkim_parent_strict", "dkim_gone", "dmarc_missing", "dmarc_misplaced",
        "dmarc_several", "mx_null", "mx_missing",
    },
}  # fmt: skip
"""Codes by how bad they are; the others are to be looked at."""


class Finding(TypedDict):
    """As a row keeps it. `record` is what the DNS has, or what to put there; "" without one."""

    code: str
    params: dict[str, str]
    record: str


def finding(code: str, *, record: str = "", **params: Any) -> Finding:
    """What comes from outside is cut, and stays on its line."""
    said = {name: one_line(str(value), LONGEST_PARAM) for name, value in params.items()}
    return Finding(code=code, params=said, record=one_line(record, LONGEST_RECORD))


def level_of(found: Finding) -> MailDomain.Level:
    levels = (level for level, codes in LEVELS.items() if found["code"] in codes)
    return next(levels, MailDomain.Level.LOOK)


def words_of(found: Finding) -> str:
    return str(WORDS[found["code"]]) % found["params"]
