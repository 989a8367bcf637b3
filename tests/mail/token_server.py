"""A sign-in service on this machine, as unkind as the real ones: it gives out codes and tokens, and can misbehave."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import requests

from helpdesk.lib.encryption import encrypt
from helpdesk.mail.models import Mailbox, MailboxGrant
from helpdesk.mail.servers import endpoints, tokens

GOOGLE_S = ("/token", "/o/oauth2/v2/auth")
"""Where Google answers; every other path is Microsoft's."""
NOBODY_SIGNS = "of no key that anybody would believe"


class TokenServer(ThreadingHTTPServer):
    """What was asked of it, which tokens are good for which mailbox, and what it answers instead of one."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.good: dict[str, str] = {}
        self.user = "one"
        """The mailbox that every token opens."""
        self.person = "ana@desk.test"
        """Who signs in."""
        self.refusal: tuple[int, object] | None = None
        self.refusal_at_sign_in: dict[str, str] | None = None
        self.seconds, self.clock_is_off_by, self.pause = 3600, 0, 0.0
        self.held: threading.Event | None = None
        """Requests for tokens wait for it."""
        self.apps: dict[str, tuple[str, str]] = {}
        """The secret and the redirect address of each app."""
        self.codes: dict[str, dict[str, str]] = {}
        self.refresh_tokens: dict[str, str] = {}
        """Those that are good, and the scope of each."""
        self.revoked: list[str] = []
        self.scope_left: str | None = None
        """What the person agrees to, if not to all."""
        self.more: dict[str, object] = {}
        """What else is in an answer."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def renewals(self) -> list[str]:
        """The refresh tokens that were brought, in this order."""
        return [form["refresh_token"] for _path, form in list(self.asked) if "refresh_token" in form]

    def grant_to(self, mailbox: Mailbox, *, secret: str = "hunter 22") -> MailboxGrant:
        """As if somebody had signed in for it a while ago; `secret` is that of its app."""
        _secret, redirect = self.apps.get(mailbox.client_id, ("", ""))
        self.apps[mailbox.client_id] = (secret, redirect)
        token = f"refresh-of-{mailbox.pk}"
        self.refresh_tokens[token] = "all"
        return MailboxGrant.objects.create(mailbox=mailbox, user=self.person, encrypted_refresh_token=encrypt(token))

    def visit(self, url: str) -> str:
        """A person opens the page and signs in: where they are sent, or "" when they are left with an error there."""
        assert url.startswith(self.url)
        answer = requests.get(url, allow_redirects=False, timeout=30)
        return answer.headers["Location"] if answer.status_code == 302 else ""


class Handler(BaseHTTPRequestHandler):
    server: TokenServer

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        told = {name: value[0] for name, value in form.items()}
        self.server.asked.append((self.path, told))
        number = len(self.server.asked)
        if self.server.held:
            self.server.held.wait(60)
        time.sleep(self.server.pause)
        if self.server.refusal:
            self.say(*self.server.refusal)
        elif self.path == "/revoke":
            self.revoke(told["token"])
        elif told["grant_type"] in {"authorization_code", "refresh_token"}:
            self.exchange(told, number)
        else:
            self.say(200, self.token(number))

    def token(self, number: int) -> dict[str, object]:
        token = f"token-{number}"
        self.server.good[token] = self.server.user
        return {"token_type": "Bearer", "access_token": token, "expires_in": self.server.seconds}

    def exchange(self, form: dict[str, str], number: int) -> None:
        """A code or a refresh token for an access token, to the app that it was given to, once."""
        server, is_google = self.server, self.path in GOOGLE_S
        if form["client_id"] not in server.apps or server.apps[form["client_id"]][0] != form["client_secret"]:
            self.say(401, {"error": "invalid_client", "error_description": "The OAuth client was not found."})
            return
        is_code = form["grant_type"] == "authorization_code"
        if is_code:
            begun = server.codes.pop(form["code"], {})
            proof = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
            expected = {"redirect_uri": form["redirect_uri"], "client_id": form["client_id"]}
            expected["code_challenge"] = proof.rstrip("=")
            scope = begun.get("scope", "") if expected.items() <= begun.items() else ""
            is_lasting = (
                begun.get("prompt") == "consent" and begun.get("access_type") == "offline"
                if is_google
                else "offline_access" in scope.split()
            )
        else:
            old = form["refresh_token"]
            # Microsoft's are renewed with each use; a provider may well refuse one that was used (RFC 9700, 4.14.2).
            scope = server.refresh_tokens.get(old, "") if is_google else server.refresh_tokens.pop(old, "")
            is_lasting = not is_google
        if not scope:
            self.say(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})
            return
        answer = self.token(number) | {"scope": server.scope_left or scope} | server.more
        if is_lasting:
            answer["refresh_token"] = f"refresh-{number}"
            server.refresh_tokens[f"refresh-{number}"] = scope
        if is_code:
            name = "email" if is_google else "preferred_username"
            claims = {name: server.person, "aud": form["client_id"]}
            answer["id_token"] = jwt.encode(claims, NOBODY_SIGNS, algorithm="HS256")
        self.say(200, answer)

    def revoke(self, token: str) -> None:
        self.server.revoked.append(token)
        is_known = self.server.refresh_tokens.pop(token, None)
        self.say(200, {}) if is_known else self.say(400, {"error": "invalid_token"})

    def do_GET(self) -> None:
        """Whose token is it, asked by the IMAP server; or somebody comes to sign in."""
        address = urlsplit(self.path)
        asked = {name: value[0] for name, value in parse_qs(address.query).items()}
        if address.path.endswith(("/authorize", "/auth")):
            self.authorize(address.path, asked)
            return
        user = self.server.good.get(asked.get("token", ""))
        self.say(200, {"active": "true", "user": user} if user else {"active": "false"})

    def authorize(self, path: str, asked: dict[str, str]) -> None:
        """To an address that the app does not have nobody is sent (RFC 6749, section 4.1.2.1)."""
        server = self.server
        _secret, redirect = server.apps.get(asked.get("client_id", ""), ("", ""))
        if not redirect or asked.get("redirect_uri") != redirect:
            self.say(400, "Error: redirect_uri_mismatch")
            return
        answer = server.refusal_at_sign_in
        if answer is None and not (
            asked.get("response_type") == "code"
            and asked.get("code_challenge_method") == "S256"
            and len(asked.get("code_challenge", "")) == 43
        ):
            answer = {"error": "invalid_request", "error_description": "PKCE is required."}
        if answer is None:
            code = f"code-{len(server.codes)}-{time.monotonic_ns()}"
            server.codes[code] = asked
            answer = {"code": code}
        if path in GOOGLE_S:
            answer = answer | {"iss": "https://accounts.google.com"}
        self.send_response_only(302)
        self.send_header("Location", f"{redirect}?{urlencode(answer | {'state': asked.get('state', '')})}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def say(self, status: int, told: object) -> None:
        body = told.encode() if isinstance(told, str) else json.dumps(told).encode()
        self.send_response_only(status)
        self.send_header("Date", formatdate(time.time() + self.server.clock_is_off_by, usegmt=True))
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing: a test reads what was asked."""


@contextmanager
def token_server(monkeypatch) -> Iterator[TokenServer]:
    """Both providers are this one, for as long as it runs."""
    server = TokenServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    for provider in ("MICROSOFT", "GOOGLE", "GOOGLE_ACCOUNTS"):
        monkeypatch.setattr(endpoints, provider, server.url)
    tokens._kept.clear()
    try:
        yield server
    finally:
        if server.held:
            server.held.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
