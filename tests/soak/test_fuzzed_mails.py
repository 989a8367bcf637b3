"""Mutated mails, guided by coverage, for twenty minutes: none raises, none takes longer or more memory than one may."""

import os
import subprocess
import sys
from importlib.util import find_spec
from itertools import chain

import pytest

from helpdesk.mail.inbox.reading import SECONDS
from tests.desk_server import ROOT
from tests.mail import arrivals

MISSING = "fuzzing mails needs atheris (pip install atheris; Linux on x86-64)"
pytestmark = [pytest.mark.soak, pytest.mark.skipif(find_spec("atheris") is None, reason=MISSING)]

MINUTES = 20
MEGABYTES = 1200
"""What one mail may take in production, and the fuzzer itself."""
LONGEST = 20_000


def test_no_mutated_mail_raises_or_hangs(tmp_path, capsys):
    seeds, found = tmp_path / "seeds", tmp_path / "found"
    seeds.mkdir()
    found.mkdir()
    for name, raw in chain(arrivals.letters(), arrivals.mails()):
        (seeds / name).write_bytes(raw)
    limits = [f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}", f"-max_len={LONGEST}"]
    command = [sys.executable, "-m", "tests.soak.fuzzer", f"-max_total_time={60 * MINUTES}", *limits]
    command += [f"-artifact_prefix={found}/", "-print_final_stats=1", str(seeds)]
    ended = subprocess.run(
        command, cwd=ROOT, env=os.environ, capture_output=True, timeout=60 * (MINUTES + 10), check=False
    )
    said = ended.stderr.decode(errors="replace")[-4000:]
    with capsys.disabled():
        print(f"\n{said}")  # noqa: T201 - a soak run speaks to a person
    raw = [path.read_bytes() for path in found.iterdir()]
    assert (ended.returncode, raw) == (0, []), said
