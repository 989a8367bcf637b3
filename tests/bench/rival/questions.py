"""What our desk is asked, asked of django-helpdesk: the addresses that its own pages load."""

import json
from base64 import b64encode
from urllib.parse import urlencode

from tests.bench.load import Times, get_often
from tests.bench.population import LONG_CASE, LONG_CASE_ENTRIES
from tests.bench.words import COMMON, RARE
from tickets.models import Requester

OPEN = {"status__in": [1, 2]}
FINISHED = {"status__in": [3, 4]}
PAGE_SIZE = 25
DEPTH = 500
PATIENCE = 60
"""Seconds after which a question is not asked again."""


def questions(size: int) -> list[tuple[str, str]]:
    """The name of the same question in tests/bench/cases.py, and the address."""
    mail = Requester.objects.get(pk=size // 8).email
    finished = size * 88 // 100
    deep = min(DEPTH, finished // PAGE_SIZE) - 1
    return [
        ("list, all open", listed(OPEN)),
        (f"list, solved, page {DEPTH} or the last", listed(FINISHED, start=deep * PAGE_SIZE)),
        ("list, filtered", listed(OPEN | {"assigned_to__id__in": [2], "priority__in": [2]})),
        (f"case with {LONG_CASE_ENTRIES} entries", f"/helpdesk/tickets/{LONG_CASE}/"),
        ("case with 3 entries", f"/helpdesk/tickets/{size // 2}/"),
        ("search, case number", listed({}, search=str(size // 2))),
        ("search, mail", listed({}, search=mail)),
        ("search, rare word", listed({}, search=RARE)),
        ("search, common word", listed({}, search=COMMON)),
    ]


def listed(filtering: dict, *, search: str = "", start: int = 0) -> str:
    """The rows that the table of its list loads; in the order of the list when nobody pressed a heading."""
    query = {"filtering": filtering, "filtering_null": {}, "sorting": "created", "search_string": search}
    text = b64encode(json.dumps(query).encode()).decode()
    return f"/helpdesk/datatables_ticket_list/{text}?{urlencode({'draw': 1, 'start': start, 'length': PAGE_SIZE})}"


def measure(port: int, session: str, *, size: int, times: int) -> list[Times]:
    headers = {"Cookie": f"sessionid={session}"}
    return [
        Times(
            f"django-helpdesk: {name}",
            size=size,
            samples=get_often(port, path, times=times, headers=headers, patience=PATIENCE),
        )
        for name, path in questions(size)
    ]
