"""Errors of the provider: what may be concluded from how it answered, or did not."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

TOO_MANY, UNAUTHORIZED = 429, 401
LONGEST_PAUSE = 30
"""Seconds; a sweep comes by as soon as that anyway."""
SOON = 2
"""Seconds after which a provider that was not reached is tried again."""


class ProviderError(Exception):
    """The provider did not do what we asked. `code` is its own number for the reason, 0 without one."""

    code: int = 0


class RefusedError(ProviderError):
    """It surely did nothing: it said no, or we did not reach it."""


class AskAgainError(RefusedError):
    """It surely did nothing, and the same request may be made again after so many seconds."""

    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(message)
        self.seconds = seconds


class TooFastError(AskAgainError):
    """We asked too often."""

    def __init__(self, seconds: int = 1, *, code: int = 0) -> None:
        suffix = f" [{code}]" if code else ""
        super().__init__(f"429 too many requests{suffix}", seconds=seconds)
        self.code = code


class NotReachedError(AskAgainError):
    """No connection came about: its name is not known, the port refuses, or the certificate is another's."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"no connection ({reason})", seconds=SOON)


class NotBelievedError(RefusedError):
    """It does not take our account and token (401): nothing that we ask will be done until the settings are right."""


class NotThereError(RefusedError):
    """It knows no such thing, or does not have it yet."""


class InDoubtError(ProviderError):
    """We do not know whether it did it: the answer was lost, or it failed half way."""


@contextmanager
def explained() -> Iterator[None]:
    """Turn what the library and the network raise into what we may conclude from it."""
    try:
        yield
    except TwilioRestException as error:
        kinds = {404: NotThereError, UNAUTHORIZED: NotBelievedError}
        kind = kinds.get(error.status, RefusedError if error.status < 500 else InDoubtError)
        code = f" [{error.code}]" if error.code else ""
        answered = kind(f"{error.status} {error.msg}{code}")
        answered.code = error.code or 0
        raise answered from error
    except requests.exceptions.RequestException as error:
        if reason := _why_unreached(error):
            raise NotReachedError(reason) from error
        raise InDoubtError(type(error).__name__) from error
    except (TwilioException, ValueError, KeyError) as error:
        raise InDoubtError(type(error).__name__) from error


def _why_unreached(error: BaseException) -> str:
    """Why no connection stood on which we could have asked; "" when one did, or may have.

    The cause is among the exceptions that this one wraps: requests and urllib3 carry them as arguments and as reasons.
    Not `__context__`: that may be an earlier request of ours, whose failure is being handled.
    """
    ahead, seen = [error], set()
    while ahead:
        cause = ahead.pop()
        if id(cause) in seen:
            continue
        seen.add(id(cause))
        if isinstance(cause, requests.exceptions.ConnectTimeout | NewConnectionError | ConnectTimeoutError):
            return type(cause).__name__
        # A certificate is looked at before the first byte of a request.
        if type(cause).__name__ in {"SSLCertVerificationError", "NameResolutionError", "gaierror"}:
            return type(cause).__name__
        inner = [*cause.args, getattr(cause, "reason", None), cause.__cause__]
        ahead.extend(found for found in inner if isinstance(found, BaseException))
    return ""


def heed(status: int, headers: Mapping[str, str], text: str = "") -> None:
    """The request to slow down says in a header for how long, which the library's own exception does not carry."""
    if status == TOO_MANY:
        asked = headers.get("Retry-After", "")
        seconds = min(max(int(asked), 1), LONGEST_PAUSE) if asked.isdecimal() else 1
        try:
            code = int(json.loads(text)["code"])
        except (ValueError, KeyError, TypeError):
            code = 0
        raise TooFastError(seconds, code=code)
