"""Ten thousand forged requests over real HTTP, four at a time: 0 let in, 0 rows, 0 broken answers."""

from collections.abc import Callable
from http.client import HTTPConnection

import pytest
from django.conf import settings

from tests.calls.forged.knocks import Knock
from tests.calls.forged.proof import refuse_everything
from tests.desk_server import desk_server

pytestmark = [pytest.mark.soak, pytest.mark.django_db(transaction=True)]

COUNT = 10_000
PATIENCE = 60


def over_http(address: str) -> Callable[[Knock], int]:
    host = address.removeprefix("http://")

    def send(knock: Knock) -> int:
        connection = HTTPConnection(host, timeout=PATIENCE)
        try:
            # By hand, so that a header may come as it is meant.
            connection.putrequest(knock.method, knock.path, skip_host=True, skip_accept_encoding=True)
            headers = {"Host": host, "Content-Type": knock.content_type, "Content-Length": str(len(knock.body))}
            for name, said in (headers | knock.headers).items():
                connection.putheader(name, said)
            connection.endheaders(knock.body)
            return connection.getresponse().status
        finally:
            connection.close()

    return send


def test_ten_thousand_forged_requests_change_nothing():
    with desk_server(PUBLIC_BASE_URL=settings.PUBLIC_BASE_URL, LOG_LEVEL="CRITICAL") as address:
        refuse_everything(over_http(address), count=COUNT, threads=4)
