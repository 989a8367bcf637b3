"""make check: everything that can be judged without running the tests, each with its own line."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from helpdesk.devservices import claimed, development_services, state_directory
from helpdesk.devservices.state import CHECKOUT
from scripts import measures, tabler, unseen_texts

BIN = CHECKOUT / ".venv" / "bin"
AUTOMATIC_NAME = re.compile(r"^\d{4}_(auto_.*|.*_and_more)$|^\d{4}$")
# What a production start needs; none of it is a secret of anybody.
PRODUCTION = {
    "DEBUG": "false",
    "SECRET_KEY": "check-deploy-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "PUBLIC_BASE_URL": "https://desk.example.com",
    "ALLOWED_HOSTS": "desk.example.com",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.com:587",
    "DEFAULT_FROM_EMAIL": "Problem desk <desk@example.com>",
    "INBOUND_MAIL_DOMAIN": "desk.example.com",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "0" * 32,
    "TWILIO_API_BASE_URL": "",
    "TWILIO_API_KEY_SID": "",
    "TWILIO_API_KEY_SECRET": "",
    "SOFTPHONE_SDK_URL": "",
    "SIMULATOR_URL": "",
    "MFA_REQUIRED": "true",
    "SENTRY_DSN": "",
}
# Reading the settings needs them, and asks nobody.
NO_SERVICES = {"DATABASE_URL": "postgres://nobody@localhost/nothing", "REDIS_URL": "redis://localhost"}


def main() -> int:
    if sys.argv[1:] == ["--fix"]:
        return 0 if all([lint("--fix"), reformat(), check_templates()]) else 1
    if sys.argv[1:] == ["--types"]:
        return 0 if check_types({**os.environ, **PRODUCTION, **NO_SERVICES}) else 1
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)  # importing helpdesk set it; pytest must start the servers first
    directory = state_directory("check")
    with claimed(directory) as ours:
        if not ours:
            sys.exit("Another `make check` of this checkout is running.")
        with development_services(directory, durable=False) as services:
            return check_everything({**os.environ, **PRODUCTION, **services})


def check_everything(environment: dict[str, str]) -> int:
    checks: list[tuple[str, Callable[[], bool]]] = [
        ("ruff: lint", lint),
        ("ruff: format", lambda: reformat("--check")),
        ("oxlint: JavaScript", lint_scripts),
        ("djade, djhtml: templates", lambda: check_templates("--check")),
        ("Tabler: what the pages use of it", check_tabler),
        ("mypy: types", lambda: check_types(environment)),
        ("migrations: names", check_migration_names),
        ("migrations: none missing", lambda: manage(environment, "makemigrations", "--check", "--dry-run")),
        ("deployment", lambda: manage(environment, "check", "--deploy", "--fail-level", "WARNING")),
        ("catalogues of languages", lambda: run(sys.executable, "-m", "scripts.messages", "--check")),
        ("texts that no catalogue sees", unseen_texts.are_none),
        ("measures", measures.hold_ceilings),
        ("architecture", lambda: run(sys.executable, "-m", "pytest", "-q", "-n0", "tests/test_architecture.py")),
    ]
    failed = [name for name, check in checks if not report(name, check)]
    print(f"Failed: {', '.join(failed)}" if failed else "Every check passed.")
    return 1 if failed else 0


def report(name: str, check: Callable[[], bool]) -> bool:
    print(f"== {name}", flush=True)
    return check()


def run(*command: str | Path, environment: dict[str, str] | None = None) -> bool:
    return subprocess.run([str(part) for part in command], cwd=CHECKOUT, env=environment, check=False).returncode == 0


def manage(environment: dict[str, str], *arguments: str) -> bool:
    return run(sys.executable, "manage.py", *arguments, environment=environment)


def lint(*options: str) -> bool:
    return run(BIN / "ruff", "check", *options, ".")


def reformat(*options: str) -> bool:
    return run(BIN / "ruff", "format", *options, ".")


def lint_scripts() -> bool:
    """.oxlintrc.json says what is asked of the scripts of pages, and leaves out those of others."""
    return run(BIN / "oxlint", "--deny-warnings")


def check_templates(*options: str) -> bool:
    """djade for the tags, djhtml for the indentation: it changes nothing but the beginnings of lines."""
    templates = [path for path in tracked("*.html") if "static/vendor" not in path and "simulator/" not in path]
    if not templates:
        return True
    return all(
        [
            run(BIN / "djade", *options, "--target-version", "5.2", *templates),
            run(BIN / "djhtml", *options, "--tabwidth", "2", *templates),
        ]
    )


def check_tabler() -> bool:
    """What is served has each class that a page uses, and nothing that no page uses."""
    return tabler.is_current()


def check_types(environment: dict[str, str]) -> bool:
    """mypy asks Django for our models, and Django reads the settings."""
    return run(BIN / "mypy", environment=environment)


def check_migration_names() -> bool:
    """A migration's name says what it does; Django's automatic ones do not."""
    nameless = [path for path in tracked("*/migrations/0*.py") if AUTOMATIC_NAME.match(Path(path).stem)]
    for path in nameless:
        print(f"{path}: give it a name that says what it does")
    return not nameless


def tracked(pattern: str) -> list[str]:
    """Files under version control, and those that wait to be added; without git, whatever lies there."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", pattern],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode == 0:
        return [path for path in listing.stdout.split("\0") if path and (CHECKOUT / path).exists()]
    found = (path.relative_to(CHECKOUT) for path in CHECKOUT.glob(f"**/{pattern}"))
    return sorted(str(path) for path in found if path.parts[0] != ".venv")


if __name__ == "__main__":
    sys.exit(main())
