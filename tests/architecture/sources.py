"""Read the source tree once: every Python module parsed, every template with its lines."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

DESK = ("helpdesk", "tickets", "escalation", "carts", "calls")
PRODUCT = (*DESK, "simulator", "scripts")


@dataclass(frozen=True)
class Module:
    """One Python file. `name` is its import name: tickets/models/__init__.py is "tickets.models"."""

    name: str
    path: str
    text: str
    is_package: bool

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def package(self) -> str:
        """The package that a relative import of this module starts from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]

    def at(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}"


@dataclass(frozen=True)
class Sources:
    """A checkout, or what a test pretends to be one."""

    root: Path

    @cached_property
    def modules(self) -> dict[str, Module]:
        """Our own modules by name, without migrations: those record the past."""
        found = [self._module(path) for path in self._files(PRODUCT, ".py") if "migrations" not in path.parts]
        return {module.name: module for module in found}

    @cached_property
    def desk(self) -> list[Module]:
        return [module for module in self.modules.values() if top(module.name) in DESK]

    def templates(self) -> Iterator[tuple[str, str]]:
        """Each template's path and text."""
        for path in self._files(("templates", *DESK), ".html", ".txt", ".xml"):
            yield str(path.relative_to(self.root)), path.read_text()

    def _files(self, folders: tuple[str, ...], *endings: str) -> Iterator[Path]:
        for folder in folders:
            for path in sorted((self.root / folder).rglob("*")):
                if path.suffix in endings and path.is_file():
                    yield path

    def _module(self, path: Path) -> Module:
        relative = path.relative_to(self.root)
        is_package = relative.name == "__init__.py"
        parts = relative.parent.parts if is_package else relative.with_suffix("").parts
        return Module(".".join(parts), str(relative), path.read_text(), is_package)


def top(name: str) -> str:
    """The first part of a dotted name."""
    return name.partition(".")[0]


def calls(module: Module, *names: str) -> Iterator[ast.Call]:
    """Every call in `module` of a function or method with one of these names."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and called_name(node) in names:
            yield node


def called_name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def constant(node: ast.AST | None) -> str | None:
    """The text of a string literal, else None."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
