"""`make` on a machine that lacks what we need says so in one sentence."""

import ast
import os
import shutil
import subprocess
import sys
import venv

import pytest

from helpdesk.devservices.state import CHECKOUT
from scripts import setup


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("goal", ["demo", "test", "check"])
def test_an_old_python_is_refused_with_its_version_and_the_way_out(goal, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PRESS4_GOAL", goal)
    with pytest.raises(SystemExit) as refusal:
        setup.main("requirements-dev.txt")
    sentence = str(refusal.value)
    assert "needs Python 3.11 or newer" in sentence
    assert "is Python 3.9" in sentence
    assert sentence.endswith(f"make {goal} PYTHON=python3.12")
    assert "\n" not in sentence


def test_the_setup_script_can_be_read_by_a_python_that_is_far_too_old():
    source = (CHECKOUT / "scripts/setup.py").read_text()
    tree = ast.parse(source, feature_version=(3, 4))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr)
    assert not [node for node in ast.walk(tree) if isinstance(node, newer)]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_a_python_that_does_not_exist_gets_a_sentence():
    ended = make("demo", "PYTHON=python3.99")
    assert ended.returncode != 0
    assert "There is no python3.99 here" in ended.stdout
    assert "make demo PYTHON=python3.12" in ended.stdout


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_alone_lists_the_goals():
    listing = make().stdout
    for goal in ("demo", "test", "check", "bench", "soak", "clean"):
        assert f"make {goal} " in listing


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A checkout with a space in its path and nothing in it but the script and a lock file."""
    root = tmp_path / "my checkout"
    (root / "scripts").mkdir(parents=True)
    shutil.copy(CHECKOUT / "scripts/setup.py", root / "scripts")
    (root / "requirements-demo.txt").write_text("# nothing to install\n")
    monkeypatch.setattr(setup, "__file__", str(root / "scripts/setup.py"))
    monkeypatch.chdir(tmp_path)
    return root


def test_packages_are_installed_once_for_each_lock(checkout, monkeypatch):
    installed = []
    monkeypatch.setattr(setup, "install", installed.append)
    monkeypatch.setattr(setup, "create_venv", lambda: venv.create(".venv", symlinks=True))  # pip takes seconds
    setup.main("requirements-demo.txt")
    setup.main("requirements-demo.txt")
    assert installed == ["requirements-demo.txt"]
    (checkout / "requirements-demo.txt").write_text("# another lock\n")
    setup.main("requirements-demo.txt")
    assert len(installed) == 2
    assert (checkout / ".venv/bin/python").exists()


def test_a_broken_venv_is_made_again(checkout, monkeypatch):
    monkeypatch.setattr(setup, "install", lambda _lock: None)
    (checkout / ".venv/bin").mkdir(parents=True)
    (checkout / ".venv/bin/python").symlink_to("/nowhere/python")
    setup.main("requirements-demo.txt")
    assert subprocess.run([checkout / ".venv/bin/python", "-c", ""], check=False).returncode == 0


def test_what_pip_was_told_is_handed_to_uv_and_a_variable_beats_a_file(monkeypatch):
    for name in [name for name in os.environ if name.startswith("UV_") or name == "SSL_CERT_FILE"]:
        monkeypatch.delenv(name)
    listing = [
        ":env:.index-url='https://variable.invalid/simple'",
        "global.cert='/etc/our-ca.pem'",
        "global.extra-index-url='https://one.invalid/simple https://two.invalid/simple'",
        "global.index-url='https://file.invalid/simple'",
    ]
    environment = setup.uv_environment([sys.executable, "-c", f"print({chr(10).join(listing)!r})"])
    assert environment["UV_DEFAULT_INDEX"] == "https://variable.invalid/simple"
    assert environment["UV_INDEX"] == "https://one.invalid/simple https://two.invalid/simple"
    assert environment["SSL_CERT_FILE"] == "/etc/our-ca.pem"


def test_what_uv_was_told_itself_stays(monkeypatch):
    monkeypatch.setenv("UV_INDEX_URL", "https://uv.invalid/simple")
    environment = setup.uv_environment(
        [sys.executable, "-c", "print(\"global.index-url='https://pip.invalid/simple'\")"]
    )
    assert "UV_DEFAULT_INDEX" not in environment
