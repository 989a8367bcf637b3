"""The demonstration's runner: one clear sentence when it cannot start, and the caller's settings first."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from tempfile import TemporaryDirectory

import pytest

from helpdesk.devservices import claimed, state_directory
from helpdesk.devservices.processes import free_port
from helpdesk.devservices.state import CHECKOUT
from scripts.demo import DemoError
from scripts.demo.environment import desk_environment, kept_secrets, simulator_environment
from scripts.demo.ports import Ports
from scripts.demo.processes import Children
from scripts.demo.screen import read_accounts

PORTS = Ports(desk=8000, simulator=9000, smtp=10000, mail=2525)
SERVICES = {"DATABASE_URL": "postgres://here/press4", "REDIS_URL": "redis://here/0"}


@pytest.fixture
def state(monkeypatch):
    """A place for this test's state, with a path that is short enough."""
    with TemporaryDirectory(prefix="p4-") as place:
        monkeypatch.setenv("PRESS4_STATE_DIR", place)
        yield


def run_demo(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scripts.demo"],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def environment_for(tmp_path, **caller: str) -> dict[str, str]:
    return desk_environment(caller, ports=PORTS, directory=tmp_path, services=SERVICES)


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_taken_port_gets_one_sentence_that_names_it_and_the_way_out(state, family, address):
    with socket.socket(family) as other:
        try:
            other.bind((address, 0))
        except OSError:
            pytest.skip(f"this machine has no {address}")
        other.listen()
        taken = other.getsockname()[1]
        ports = {"PORT": str(free_port()), "SIMULATOR_PORT": str(taken), "SMTP_PORT": str(free_port())}
        ports["INBOUND_SMTP_PORT"] = str(free_port())
        ended = run_demo(**ports)
    assert ended.returncode == 1
    [sentence] = ended.stderr.splitlines()
    assert f"Port {taken}" in sentence
    assert f"make demo SIMULATOR_PORT={taken + 1}" in sentence


def test_a_demo_that_runs_already_is_named_as_the_reason(state):
    port = free_port()
    with claimed(state_directory(f"demo-{port}")):
        ended = run_demo(PORT=str(port))
    assert ended.returncode == 1
    assert f"The demo on port {port} is running" in ended.stderr


@pytest.mark.parametrize("port", ["eight", "0", "65536", "-1", "8000.5", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused(port):
    with pytest.raises(DemoError, match="a port is a number from 1 to 65535"):
        Ports.from_environment({"PORT": port})


def test_the_other_ports_follow_the_desk_unless_they_are_chosen():
    assert Ports.from_environment({"PORT": "8100"}) == Ports(8100, 9100, 10100, 11100)
    assert Ports.from_environment({"PORT": "8100", "SMTP_PORT": "25025"}) == Ports(8100, 9100, 25025, 11100)
    assert Ports.from_environment({}) == Ports(8000, 9000, 10000, 2525)


def test_two_uses_of_one_port_are_refused():
    with pytest.raises(DemoError, match="four different ports"):
        Ports.from_environment({"PORT": "8100", "SMTP_PORT": "8100"})


def test_without_any_setting_the_desk_speaks_to_the_pretend_town(tmp_path):
    desk = environment_for(tmp_path)
    assert desk["TWILIO_API_BASE_URL"] == "http://127.0.0.1:9000"
    assert desk["EMAIL_URL"] == "smtp://127.0.0.1:10000"
    assert desk["PUBLIC_BASE_URL"] == "http://localhost:8000"
    assert desk["DATABASE_URL"] == SERVICES["DATABASE_URL"]


def test_the_desk_and_the_town_agree_where_the_desk_takes_mail(tmp_path):
    desk = environment_for(tmp_path)
    town = simulator_environment(desk, PORTS, tmp_path / "town.json")
    for side in (desk, town):
        assert (side["INBOUND_MAIL_DOMAIN"], side["INBOUND_SMTP_PORT"]) == ("desk.press4.example", str(PORTS.mail))
    assert desk["DEFAULT_FROM_EMAIL"].endswith("@desk.press4.example>")  # an answer and a bounce find the desk


def test_what_the_caller_sets_is_taken(tmp_path):
    given = {
        "SECRET_KEY": "mine",
        "DEBUG": "false",
        "PUBLIC_BASE_URL": "https://tunnel.example",
        "ALLOWED_HOSTS": "tunnel.example",
        "EMAIL_URL": "smtp://mail.example",
        "DEFAULT_FROM_EMAIL": "me@example.com",
        "INBOUND_MAIL_DOMAIN": "in.example.com",
        "MEDIA_ROOT": "/srv/media",
        "MFA_REQUIRED": "true",
        "TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "TWILIO_AUTH_TOKEN": "real",
        "TWILIO_API_BASE_URL": "https://api.example",
    }
    assert given.items() <= environment_for(tmp_path, **given).items()


def test_an_account_at_a_real_provider_is_not_sent_to_the_pretend_town(tmp_path):
    desk = environment_for(tmp_path, TWILIO_ACCOUNT_SID="AC" + "1" * 32, TWILIO_AUTH_TOKEN="real")
    assert "TWILIO_API_BASE_URL" not in desk
    assert desk["TWILIO_AUTH_TOKEN"] == "real"


def test_a_variable_that_is_set_to_nothing_counts_as_not_set(tmp_path):
    assert environment_for(tmp_path, EMAIL_URL="")["EMAIL_URL"] == "smtp://127.0.0.1:10000"


def test_the_pretend_town_never_sees_the_desks_secrets(tmp_path):
    town = simulator_environment(environment_for(tmp_path), PORTS, tmp_path / "town.json")
    assert not {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"} & town.keys()
    assert town["DESK_URL"] == "http://localhost:8000"
    assert (town["SIMULATOR_PORT"], town["SMTP_PORT"]) == ("9000", "10000")


def test_secrets_are_made_once_and_are_nobody_elses_to_read(tmp_path):
    assert kept_secrets(tmp_path) == kept_secrets(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_the_accounts_are_read_from_beside_the_town(tmp_path):
    ann = {"email": "ann@press4.example", "password": "known", "role": "agent", "what": "works cases"}
    (tmp_path / "accounts.json").write_text(json.dumps({"accounts": [ann]}))
    assert read_accounts(tmp_path) == [ann]


def test_a_child_that_dies_is_told_with_its_last_words_and_takes_the_others_along(tmp_path):
    with pytest.raises(DemoError, match="the last words"), Children(tmp_path / "logs") as children:  # noqa: PT012
        children.start("web", ["sleep", "600"], os.environ)
        children.start("worker", ["sh", "-c", "echo the last words; exit 3"], os.environ)
        web = children.running["web"]
        children.watch()
    assert web.returncode == -signal.SIGTERM


def test_what_a_step_prints_is_told_and_what_it_complains_of_is_in_its_obituary(tmp_path):
    told = []
    with pytest.raises(DemoError, match="it broke"), Children(tmp_path / "logs") as children:
        children.run_to_end(
            "prepare", ["sh", "-c", "echo one; echo it broke >&2; exit 1"], os.environ, tell=told.append
        )
    assert told == ["one"]
