"""What is written about the configuration agrees with what the code reads."""

import ast
import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from helpdesk.devservices.state import CHECKOUT
from helpdesk.management.commands.create_database_roles import ROLES
from helpdesk.serving.server import DOOR_THREADS
from tests import services

FLOORS = ["helpdesk", "tickets", "escalation", "carts", "calls"]
READERS = {"bool", "float", "int", "json", "list", "str", "url", "db_url_config", "email_url", "required"}
ONE_SHOT = {"migrate"}


def variables_read() -> set[str]:
    """Names that the desk's code asks its environment for, through django-environ or os.environ."""
    found = set()
    for floor in FLOORS:
        for source in (CHECKOUT / floor).rglob("*.py"):
            if "devservices" not in source.parts:
                found |= set(names_in(ast.parse(source.read_text())))
    return found - {"DJANGO_SETTINGS_MODULE"}


def names_in(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name, function = node.args[0].value, ast.unparse(node.func)
            asks = function in {"required", "os.environ.get", "os.getenv"} or (
                function.startswith("env.") and function.removeprefix("env.") in READERS
            )
            if asks and isinstance(name, str):
                yield name


def documented() -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE))


def compose() -> dict:
    return yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())


def test_the_walk_finds_what_the_settings_read():
    assert {"SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "MFA_REQUIRED"} <= variables_read()


def test_every_variable_that_the_desk_reads_is_documented():
    assert variables_read() <= documented()


def test_every_documented_variable_is_read_by_somebody():
    elsewhere = "".join((CHECKOUT / name).read_text() for name in ("docker-compose.yml", "deploy/gunicorn.conf.py"))
    assert {name for name in documented() - variables_read() if name not in elsewhere} == set()


def test_the_tests_leave_nothing_to_the_shell_or_an_env_file():
    assert variables_read() - {"DATABASE_URL", "REDIS_URL", "MEDIA_ROOT", "STATIC_ROOT"} <= services.ENVIRONMENT.keys()


def test_the_example_holds_no_secret():
    secrets = re.findall(
        r"^(SECRET_KEY|TWILIO_AUTH_TOKEN|\w*POSTGRES_PASSWORD|REDIS_PASSWORD|SENTRY_DSN)=(.*)$",
        (CHECKOUT / ".env.example").read_text(),
        re.MULTILINE,
    )
    assert len(secrets) == 8
    assert set(dict(secrets).values()) == {""}


@pytest.mark.parametrize("name", sorted(compose()["services"]))
def test_every_service_has_a_health_check_and_no_fixed_name(name):
    service = compose()["services"][name]
    assert "container_name" not in service
    if name in ONE_SHOT:
        assert service["healthcheck"] == {"disable": True}
    else:
        assert service["healthcheck"]["test"]


def test_every_queue_has_a_worker():
    commands = " ".join(service.get("command", "") for service in compose()["services"].values())
    served = {queue for queues in re.findall(r"--queues (\S+)", commands) for queue in queues.split(",")}
    assert served == {"calls", "mail", "default"}


def test_replicas_of_the_desk_share_no_port_of_the_host():
    assert [name for name, service in compose()["services"].items() if "ports" in service] == ["proxy", "mail"]


def test_redis_writes_its_hints_down():
    assert "--appendonly yes" in compose()["services"]["redis"]["command"]


OWN = {"DATABASE_URL", "CALLERS_DATABASE_URL", "CALLER_THREADS", "PAGE_THREADS"}
"""What each service of the desk is told in its own way, or not at all."""
DESK = {"web", "callers", "worker-calls", "worker", "mail", "fetch-mail", "beat", "migrate"}


@pytest.mark.parametrize("name", sorted(DESK))
def test_a_container_of_the_desk_is_told_every_setting_and_no_secret_of_another(name):
    told = compose()["services"][name]["environment"]
    assert variables_read() - OWN - {"STATIC_ROOT"} <= told.keys()
    assert told.keys().isdisjoint({"POSTGRES_PASSWORD", "REDIS_PASSWORD"})
    is_owner = "POSTGRES_PASSWORD" in re.findall(r"\{(\w+)", told["DATABASE_URL"])
    assert is_owner == (name == "migrate")


def test_no_container_gets_the_whole_of_the_env_file():
    assert [name for name, service in compose()["services"].items() if "env_file" in service] == []


def test_callers_and_who_rings_phones_have_a_role_of_their_own():
    services = compose()["services"]
    roles = {name: re.search(r"//(\w+):", services[name]["environment"]["DATABASE_URL"])[1] for name in DESK}
    assert roles["callers"] == roles["worker-calls"] == "press4_callers"
    assert {"press4_callers", "press4"}.isdisjoint({roles["web"], roles["worker"], roles["beat"]})


def test_what_is_memory_has_a_size():
    for service in compose()["services"].values():
        assert all("size=" in place for place in service.get("tmpfs", []))


def test_the_servers_of_data_are_seen_by_the_desk_only():
    services, networks = compose()["services"], compose()["networks"]
    assert networks["data"] == {"internal": True}
    assert {name for name, service in services.items() if service["networks"] == ["data"]} == {"postgres", "redis"}
    assert services["proxy"]["networks"] == ["outside"]
    assert "--requirepass ${REDIS_PASSWORD:" in services["redis"]["command"]


def test_the_proxy_bounds_bodies_and_heads():
    proxy = (CHECKOUT / "deploy/Caddyfile").read_text()
    assert re.findall(r"max_size (\S+)", proxy) == ["1MiB", "202MiB"]
    assert {"read_header 10s", "idle 2m"} <= set(map(str.strip, proxy.splitlines()))


def test_the_image_holds_every_folder_that_the_desk_imports_and_no_other():
    copied = set(re.findall(r"^COPY (\w+) \1$", (CHECKOUT / "Dockerfile").read_text(), re.MULTILINE))
    assert copied == {*FLOORS, "templates", "static", "deploy", "docs", "locale"}
    allowed = {line[1:] for line in (CHECKOUT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert allowed == {*copied, "manage.py", "requirements.txt"}


@pytest.mark.parametrize("path", ["docs/operations.md", "README.md", "CONTRIBUTING.md"])
def test_every_make_goal_that_a_document_names_exists(path):
    document = CHECKOUT / path
    if not document.exists():
        pytest.skip(f"{path} is not written")
    goals = set(re.findall(r"^([a-z-]+):.*## ", Path(CHECKOUT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", document.read_text())) <= goals


def test_every_role_has_the_connections_that_three_replicas_need():
    services = compose()["services"]

    def told(service: str, name: str, default: int) -> int:
        return int((services[service].get("environment") or {}).get(name) or default)

    def children(service: str) -> int:
        return int(re.search(r"--concurrency (\d+)", services[service]["command"])[1])

    processes = told("web", "WEB_CONCURRENCY", 2)
    pages = processes * (told("web", "PAGE_THREADS", settings.PAGE_THREADS) + DOOR_THREADS)
    ours = processes * told("web", "CALLER_THREADS", settings.CALLER_THREADS)
    callers = told("callers", "WEB_CONCURRENCY", 2) * (
        told("callers", "PAGE_THREADS", settings.PAGE_THREADS)
        + told("callers", "CALLER_THREADS", settings.CALLER_THREADS)
    )
    assert (pages, ours, callers, children("worker-calls"), children("worker")) == (20, 4, 20, 4, 4)  # as the docs say
    assert 3 * pages <= ROLES["web"]
    assert 3 * ours + callers + 3 * children("worker-calls") <= ROLES["callers"]
    assert 3 * children("worker") + 1 <= ROLES["workers"]  # beat
    assert sum(ROLES.values()) + 10 <= int(re.search(r"max_connections=(\d+)", services["postgres"]["command"])[1])
