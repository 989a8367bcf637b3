"""Caddy with deploy/Caddyfile, in front of processes on this machine."""

import os
import re
import shutil
import sys
from pathlib import Path

from helpdesk.devservices.processes import Child, spawn
from helpdesk.devservices.state import CHECKOUT

HOST = "127.0.0.1"


def find_caddy() -> str | None:
    """The program: out of its wheel, or wherever the shell finds it."""
    return shutil.which("caddy", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")


def start_caddy(directory: Path, *, url: str, web: int, callers: int, read_body: str = "") -> Child:
    """The names of containers are replaced, for there is nobody here to resolve them; and a time, so as not to wait."""
    program = find_caddy()
    assert program, "no caddy"
    text = Path(CHECKOUT, "deploy/Caddyfile").read_text()
    here = f"{HOST}:{callers} {HOST}:{web}" if callers != web else f"{HOST}:{web}"
    text = re.sub(r"dynamic multi \{.*?\n\t\t\t\}", f"to {here}", text, flags=re.DOTALL)
    text = re.sub(r"dynamic a web \S+ \{[^}]*\}", f"to {HOST}:{web}", text)
    text = re.sub(r"\A\{", "{\n\tadmin off", text)
    if read_body:
        text = re.sub(r"read_body \w+", f"read_body {read_body}", text)
    assert "dynamic" not in text
    file = directory / "Caddyfile"
    file.write_text(text)
    told = {**os.environ, "PUBLIC_BASE_URL": url, "HOME": str(directory)}
    command = [program, "run", "--config", str(file), "--adapter", "caddyfile"]
    return spawn(command, log=directory / "caddy.log", cwd=directory, env=told)
