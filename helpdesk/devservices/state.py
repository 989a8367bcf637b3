"""Where the development servers and the demo keep their files, and who may use them."""

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
LONGEST_PATH = 70  # a Unix socket's whole path may have 107 bytes


class DevServiceError(RuntimeError):
    """A development server cannot be started; the message says which, why and what to do."""


def state_directory(purpose: str) -> Path:
    """
    Return this checkout's private directory for `purpose`, such as "demo-8000".

    It lies outside the checkout, because PostgreSQL's socket needs a short path without spaces, and, as root,
    a path that another user may walk through. PRESS4_STATE_DIR chooses the place.
    """
    name = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:8]
    if chosen := os.environ.get("PRESS4_STATE_DIR"):
        bases = [Path(chosen).absolute()]
    elif os.geteuid() == 0:
        bases = [Path("/var/lib/press4-dev"), Path("/var/tmp/press4-dev-0")]
    else:
        home = Path(os.environ.get("HOME") or "/nonexistent")
        state_home = Path(os.environ.get("XDG_STATE_HOME") or home / ".local/state")
        bases = [state_home / "press4", Path(f"/var/tmp/press4-dev-{os.geteuid()}")]
    refusals = []
    for base in bases:
        try:
            private_directory(base)
            private_directory(base / name)
            return private_directory(base / name / purpose)
        except (OSError, DevServiceError) as error:
            refusals.append(f"{base}: {error}")
    raise DevServiceError("No place for the development servers' data. " + "; ".join(refusals))


def private_directory(path: Path) -> Path:
    """Make `path` ours alone; as root others may walk through it, for PostgreSQL runs as another user."""
    if any(character.isspace() for character in str(path)) or len(str(path)) > LONGEST_PATH:
        raise DevServiceError(f"{path} is too long for a socket or has a space in it; set PRESS4_STATE_DIR")
    path.mkdir(parents=True, exist_ok=True)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
        raise DevServiceError(f"{path} belongs to somebody else; set PRESS4_STATE_DIR")
    path.chmod(0o711 if os.geteuid() == 0 else 0o700)
    return path


@contextmanager
def claimed(directory: Path) -> Iterator[bool]:
    """Hold `directory` against every other process; False when one has it already. A dead one holds nothing."""
    with (directory / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
