"""What a module imports, a requirements file names: what another package brings along may go with its next version."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

import pytest

from helpdesk.devservices.state import CHECKOUT
from tests.architecture.sources import DESK

OURS = {*DESK, "simulator", "scripts", "tests"}
DISTRIBUTIONS = packages_distributions()
OPTIONAL = {"atheris"}
"""What is not to be had for every machine: the soak that needs it is skipped without, and says so."""


@pytest.mark.parametrize(
    ("requirements", "folders"),
    [
        ("requirements.in", DESK),
        ("requirements-demo.in", ("helpdesk/devservices", "simulator", "scripts/demo")),
        ("requirements-dev.in", ("tests", "scripts")),
    ],
)
def test_every_import_is_named(requirements, folders):
    named = names_in(requirements)
    nameless = {
        f"{path}: {package}"
        for folder in folders
        for path in (CHECKOUT / folder).rglob("*.py")
        if folder != "helpdesk" or "devservices" not in path.parts  # the servers of a demonstration
        for package in imported(path.read_text()) - OURS - OPTIONAL - sys.stdlib_module_names
        if named.isdisjoint(map(normal, DISTRIBUTIONS.get(package, [])))
    }
    assert not nameless


def test_what_only_the_type_checker_imports_is_named_beside_it():
    named = names_in("requirements-dev.in")
    nameless = {
        f"{path}: {package}"
        for folder in DESK
        for path in (CHECKOUT / folder).rglob("*.py")
        for package in imported(path.read_text(), is_checked=True) - OURS - sys.stdlib_module_names
        if named.isdisjoint(map(normal, DISTRIBUTIONS.get(package, [])))
    }
    assert not nameless


def names_in(requirements: str) -> set[str]:
    """The names of a requirements file and of those that it includes."""
    found: set[str] = set()
    for line in (CHECKOUT / requirements).read_text().splitlines():
        if line.startswith("-r "):
            found |= names_in(line.removeprefix("-r "))
        elif name := re.match(r"[\w.-]+", line):
            found.add(normal(name[0]))
    return found


def normal(name: str) -> str:
    """As the package index compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(text: str, *, is_checked: bool = False) -> set[str]:
    """The first part of all that a module imports from elsewhere: when it runs, or when its types are checked."""
    everything = list(ast.walk(ast.parse(text)))
    checked = [
        inner
        for node in everything
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for statement in node.body
        for inner in ast.walk(statement)
    ]
    nodes = checked if is_checked else [node for node in everything if node not in checked]
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module and not node.level]
    return {name.partition(".")[0] for name in names}
