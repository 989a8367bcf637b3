"""PostgreSQL and Redis are killed in the middle of calls: callers still reach a phone, and nothing stays missing."""

import os
import subprocess
import sys

import pytest

from tests.desk_server import ROOT
from tests.services import shell_environment

pytestmark = pytest.mark.soak


def test_callers_reach_a_phone_and_all_of_it_is_written_down_within_two_minutes(capsys):
    kept = {name: os.environ[name] for name in ("PRESS4_STATE_DIR",) if name in os.environ}
    command = [sys.executable, "-m", "tests.soak.outage"]
    environment = shell_environment() | kept
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    with capsys.disabled():
        print(f"\n{ended.stdout}")  # noqa: T201 - a soak run speaks to a person
    assert ended.returncode == 0, ended.stdout + ended.stderr
