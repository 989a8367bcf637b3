"""A real IMAP server (Dovecot) on this machine, with mailboxes of its own, where one is installed."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from socket import create_connection

import pytest
from imap_tools import MailBoxUnencrypted

from helpdesk.devservices.processes import free_port

DOVECOT = shutil.which("dovecot") or "/usr/sbin/dovecot"
needs_dovecot = pytest.mark.skipif(
    not Path(DOVECOT).exists() or os.geteuid() != 0,
    reason="NO IMAP SERVER: as root, apt-get install dovecot-imapd, to test mailboxes",
)
PASSWORD = "Pässwörd 🎫"
CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
auth_mechanisms = plain login xoauth2
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{root}/cert.pem
ssl_key = <{root}/key.pem
ssl_dh =
first_valid_uid = 1
mail_location = maildir:{root}/mail/%u
mail_max_userip_connections = 100
mailbox_list_index = no
{capability}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {root}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = scheme=PLAIN {root}/users
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={root}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {secure_port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
service anvil {{
  chroot =
}}
"""
OAUTH2 = """
introspection_mode = get
introspection_url = {introspection}
username_attribute = user
active_attribute = active
active_value = true
"""


class Dovecot:
    """One server; users come into being when they sign in."""

    def __init__(self, root: Path, *, capability: str, introspection: str) -> None:
        self.root, self.process = root, None
        self.port, self.secure_port = free_port(), free_port()
        root.chmod(0o755)
        make_certificate(root)
        for folder in ("mail", "run", "state"):
            (root / folder).mkdir()
        shutil.chown(root / "mail", "mail", "mail")
        users = "\n".join(f"{name}:{{PLAIN}}{PASSWORD}" for name in ("one", "two", "three"))
        (root / "users").write_text(users + "\n")
        (root / "oauth2.conf").write_text(OAUTH2.format(introspection=introspection))
        values = {"root": root, "port": self.port, "secure_port": self.secure_port, "capability": capability}
        (root / "dovecot.conf").write_text(CONFIGURATION.format(**values))

    def start(self) -> None:
        self.process = subprocess.Popen([DOVECOT, "-F", "-c", str(self.root / "dovecot.conf")])
        for _ in range(100):
            with suppress(OSError), create_connection(("127.0.0.1", self.port), timeout=1):
                return
            assert self.process.poll() is None, self.log
            time.sleep(0.1)
        raise AssertionError(self.log)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    @property
    def log(self) -> str:
        path = self.root / "log"
        return path.read_text() if path.exists() else ""

    @contextmanager
    def at(self, user: str = "one") -> Iterator[MailBoxUnencrypted]:
        with MailBoxUnencrypted("127.0.0.1", self.port, timeout=20) as box:
            box.login_utf8(user, PASSWORD)
            yield box

    def put(
        self, *mails: bytes | EmailMessage, user: str = "one", folder: str = "INBOX", at: datetime | None = None
    ) -> None:
        """Whole mails arrive in a folder, which is made when it is not there."""
        with self.at(user) as box:
            if folder != "INBOX" and not box.folder.exists(folder):
                box.folder.create(folder)
            for mail in mails:
                raw = mail if isinstance(mail, bytes) else mail.as_bytes()
                box.append(raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), folder, dt=at)

    def empty(self) -> None:
        """Every mailbox is as it was."""
        for user in ("one", "two", "three"):
            with self.at(user) as box:
                box.delete(box.uids())
                for folder in box.folder.list():
                    if folder.name != "INBOX":
                        box.folder.delete(folder.name)

    def renumber(self, user: str = "one") -> None:
        """Every mail gets another UID, under another UIDVALIDITY, as after a restored backup."""
        folder = self.root / "mail" / user
        time.sleep(1.1)  # the new UIDVALIDITY is the time, in seconds
        for path in [*folder.glob("dovecot*"), *folder.glob(".*/dovecot*")]:
            path.unlink()


def make_certificate(root: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-days", "30", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    where = ["-keyout", str(root / "key.pem"), "-out", str(root / "cert.pem")]
    subprocess.run([*command, *names, *where], check=True, capture_output=True)


@contextmanager
def dovecot(*, capability: str = "", introspection: str = "http://127.0.0.1:9/?token=") -> Iterator[Dovecot]:
    with tempfile.TemporaryDirectory(prefix="press4-dovecot-") as folder:
        server = Dovecot(Path(folder), capability=capability, introspection=introspection)
        server.start()
        try:
            yield server
        finally:
            server.stop()
