"""The way to the provider: its address, our credentials, and connections that are kept for the next request."""

import time
from functools import cache
from http.cookiejar import DefaultCookiePolicy
from os import getpid
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client, api  # noqa: F401 (`api` now, or the library loads it while the first caller waits)
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from calls.twilio.errors import UNAUTHORIZED, heed

TIMEOUT = 10.0
"""Seconds that one request may take. A create that took longer is in doubt and never repeated."""
CONNECT_TIMEOUT = 3.0
"""Seconds until a connection must stand. Nothing was asked by then, so this request may be repeated."""
CONNECTIONS = 24
"""Kept at most: the phones of two rounds, and a few recordings."""
FRESH = 20.0
"""Seconds after which an idle connection is not used again.

Whatever lies between drops idle ones without a word, and a create that dies on one would be in doubt for nothing.
"""


class _HttpPool(HTTPConnectionPool):
    """A pool that hands out no connection that was idle for long."""

    def _put_conn(self, conn: Any) -> None:
        if conn is not None:
            conn.idle_since = time.monotonic()
        super()._put_conn(conn)

    def _get_conn(self, timeout: float | None = None) -> Any:
        conn = super()._get_conn(timeout)
        if time.monotonic() - getattr(conn, "idle_since", time.monotonic()) > FRESH:
            conn.close()  # it connects anew by itself
        return conn


class _HttpsPool(_HttpPool, HTTPSConnectionPool):
    pass


class _KeptAlive(HTTPAdapter):
    """Without repeats of its own: what is repeated is for the callers to say."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}


class _AddressableHttpClient(TwilioHttpClient):
    """Sends the library's requests to TWILIO_API_BASE_URL when that is set: the library has no such option."""

    def __init__(self) -> None:
        super().__init__(pool_connections=False)
        self.session = session()
        self.timeout = (CONNECT_TIMEOUT, TIMEOUT)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        for token in tokens():
            kwargs["auth"] = (settings.TWILIO_ACCOUNT_SID, token)
            answer = super().request(method, addressed(url), *args, **kwargs)
            if answer.status_code != UNAUTHORIZED:
                _believed[:] = [token]
                break
        heed(answer.status_code, answer.headers, answer.text)
        return answer


_believed: list[str] = []
"""The token that the provider took last."""


def tokens() -> list[str]:
    """Those of the settings, what the provider took last first: while one replaces another, one of them is none.

    A request that is not believed (401) did nothing, so it may be made with the next one.
    """
    return sorted(settings.TWILIO_AUTH_TOKENS, key=lambda token: token not in _believed)


def addressed(url: str) -> str:
    """`url` with scheme and host of TWILIO_API_BASE_URL, if that is set."""
    base_url: str = settings.TWILIO_API_BASE_URL
    if not base_url:
        return url
    base, parts = urlsplit(base_url), urlsplit(url)
    return urlunsplit((base.scheme, base.netloc, base.path + parts.path, parts.query, ""))


def is_of_the_provider(url: str) -> bool:
    """Whether `url` is at the provider, in whichever region or edge of it, or at what TWILIO_API_BASE_URL names."""
    host, stand_in = urlsplit(url).hostname or "", urlsplit(settings.TWILIO_API_BASE_URL).hostname
    return host == "twilio.com" or host.endswith(".twilio.com") or host == stand_in


def client() -> Client:
    """The library's client, one for each request: it keeps the last answer, so threads must not share it."""
    return Client(settings.TWILIO_ACCOUNT_SID, tokens()[0], http_client=_AddressableHttpClient())


def session() -> requests.Session:
    """The connections of this process, for all of its threads. A forked worker has its own."""
    return _session(getpid())


@cache
def _session(_pid: int) -> requests.Session:
    kept = requests.Session()
    kept.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))  # threads would share them, and nothing needs any
    for scheme in ("https://", "http://"):
        kept.mount(scheme, _KeptAlive(pool_connections=8, pool_maxsize=CONNECTIONS, max_retries=0))
    return kept
