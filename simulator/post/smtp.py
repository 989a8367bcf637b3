"""One talk with the desk's mail server (RFC 5321), and what it answered for each recipient."""

import smtplib
from dataclasses import dataclass
from typing import Literal

from .letters import HOST

PATIENCE = 10.0
"""Seconds for a connection and for each answer."""

State = Literal["taken", "waiting", "refused"]


@dataclass(frozen=True)
class Outcome:
    """What became of a mail for one recipient. `answer` is the server's, or why there was none."""

    state: State
    answer: str
    words: str
    """A sentence for the page."""


@dataclass(frozen=True)
class MailServer:
    """Where the desk takes mail."""

    host: str
    port: int

    @property
    def name(self) -> str:
        return f"The desk's mail server at {self.host}:{self.port}"

    def give(self, mail_from: str, recipients: list[str], raw: bytes, *, utf8: bool) -> dict[str, Outcome]:
        """Never raises. A 5xx is final, a 4xx and silence are not; a connection that breaks off after the text may
        mean that the mail comes twice, as it may anywhere."""
        outcomes: dict[str, Outcome] = {}
        try:
            with smtplib.SMTP(self.host, self.port, local_hostname=HOST, timeout=PATIENCE) as server:
                self._talk(server, mail_from, recipients, raw, utf8=utf8, outcomes=outcomes)
        except smtplib.SMTPResponseException as error:
            rest = self._outcome(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            rest = self._unreached(error)
        else:
            return outcomes
        # What was answered before the trouble holds: the answer to the text came before the goodbye.
        return {address: outcomes.get(address, rest) for address in recipients}

    def _talk(
        self,
        server: smtplib.SMTP,
        mail_from: str,
        recipients: list[str],
        raw: bytes,
        *,
        utf8: bool,
        outcomes: dict[str, Outcome],
    ) -> None:
        server.ehlo_or_helo_if_needed()
        if utf8 and not server.has_extn("smtputf8"):
            refusal = self._outcome(553, b"5.6.7 It does not take addresses beyond ASCII (no SMTPUTF8)")
            outcomes |= dict.fromkeys(recipients, refusal)
            return
        options = ["SMTPUTF8"] if utf8 else []
        if server.has_extn("8bitmime"):
            options.append("BODY=8BITMIME")
        if server.has_extn("size"):
            options.append(f"SIZE={len(raw)}")
        answer = server.mail(mail_from, options)
        if answer[0] != 250:
            outcomes |= dict.fromkeys(recipients, self._outcome(*answer))
            return
        takers = []
        for address in recipients:
            answer = server.rcpt(address)
            if answer[0] in (250, 251):
                takers.append(address)
            else:
                outcomes[address] = self._outcome(*answer)
        if takers:
            outcomes |= dict.fromkeys(takers, self._outcome(*server.data(raw)))

    def _outcome(self, code: int, text: bytes | str) -> Outcome:
        said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
        answer = " ".join(f"{code} {said}".split())
        if 200 <= code < 300:
            return Outcome("taken", answer, f"{self.name} took it: {answer}")
        return Outcome("refused" if code >= 500 else "waiting", answer, f"{self.name} did not take it: {answer}")

    def _unreached(self, error: Exception) -> Outcome:
        match error:
            case ConnectionRefusedError():
                why = "nobody listens there"
            case TimeoutError():
                why = f"it did not answer within {PATIENCE:.0f} seconds"
            case smtplib.SMTPServerDisconnected() | ConnectionError():
                why = "it broke off"
            case _:
                why = str(error) or type(error).__name__
        return Outcome("waiting", why, f"{self.name} did not take it: {why}.")
