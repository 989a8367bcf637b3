"""Strangers do all they can for two minutes, and twenty calls go through as if they were not there."""

import os
import subprocess
import sys

import pytest

from tests.desk_server import ROOT
from tests.services import shell_environment

pytestmark = pytest.mark.soak


def test_twenty_calls_go_through_while_strangers_do_all_they_can(capsys):
    kept = {name: os.environ[name] for name in ("PRESS4_STATE_DIR",) if name in os.environ}
    command = [sys.executable, "-m", "tests.soak.hostile_visitors"]
    environment = shell_environment() | kept
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=1800, check=False
    )
    with capsys.disabled():
        print(f"\n{ended.stdout}")  # noqa: T201 - a soak run speaks to a person
    assert ended.returncode == 0, ended.stdout + ended.stderr
