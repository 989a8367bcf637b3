"""Who may import whom: an import points down, never up, never in a circle, and a foreign key is an import."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import DESK, Module, Sources, calls, constant, top

FLOORS: dict[str, tuple[str, ...]] = {
    # The lowest first. A module belongs to the floor that names the longest part of its path.
    "leaves": ("helpdesk.lib", "helpdesk.devservices", "helpdesk.templatetags"),
    "mail": ("helpdesk.mail",),
    "people": ("helpdesk.accounts",),
    "frame of the API": ("helpdesk.api",),
    "tickets": ("tickets",),
    "escalation": ("escalation",),
    "carts": ("carts",),
    "calls": ("calls",),
    "roof": ("helpdesk",),
}
HEIGHTS = {prefix: height for height, prefixes in enumerate(FLOORS.values()) for prefix in prefixes}
LABELS = {"accounts": "helpdesk.accounts", "mail": "helpdesk.mail"}
"""Django's app labels that are not the name of the package."""
RELATIONS = ("ForeignKey", "OneToOneField", "ManyToManyField")
ENQUEUES = ("enqueue_on_commit", "enqueue_now", "send_task", "follow_up")
TEMPLATE_FLOORS = {"account": "helpdesk.accounts", "allauth": "helpdesk.accounts", "mfa": "helpdesk.accounts"} | {
    "accounts": "helpdesk.accounts",
    "admin": "helpdesk.accounts",
    "api": "helpdesk.api",
}
"""Folders of templates that are not called like their package. The root of templates/ is for everybody: a leaf."""
INCLUDE = re.compile(r"{%-? (?:include|extends) [\"']([^\"']+)[\"']")
HIDDEN_IMPORTS = ("import_module", "import_string", "__import__", "get_model")


def imports_point_down(sources: Sources) -> list[str]:
    return [
        f"{module.at(node)}: {module.name} may not import {target}, which is on a higher floor"
        for module in sources.desk
        for node, target in imports(module, sources)
        if top(target) != "simulator" and height(target) > height(module.name)
    ]


def the_simulator_and_the_desk_are_strangers(sources: Sources) -> list[str]:
    return [
        f"{module.at(node)}: {module.name} may not import {target}: they meet over HTTP and SMTP only"
        for module in sources.modules.values()
        for node, target in imports(module, sources)
        if top(module.name) != "scripts" and (top(module.name) == "simulator") != (top(target) == "simulator")
    ]


def imports_form_no_circle(sources: Sources) -> list[str]:
    """In the desk an import for a type counts too. The simulator's calls, queues and phones know each other by type."""
    graph = {
        module.name: {
            target
            for node, target in imports(module, sources)
            if top(module.name) in DESK or node not in for_types(module)
        }
        for module in sources.modules.values()
    }
    return [f"a circle of imports: {' → '.join(circle)}" for circle in circles(graph)]


def relations_point_down(sources: Sources) -> list[str]:
    """A relation to a class is an import already; here are those that name their model in a string."""
    return [
        f"{module.at(call)}: {module.name} may not relate to {target}, which is on a higher floor"
        for module in sources.desk
        for call in calls(module, *RELATIONS)
        if (target := related_model(call, module)) and height(target) > height(module.name)
    ]


def tasks_point_down(sources: Sources) -> list[str]:
    """A task's name is an arrow as well. A higher floor says in its `ready()` which of its tasks follow a change."""
    return [
        f"{module.at(call)}: {module.name} may not enqueue {task}, which is on a higher floor"
        for module in sources.desk
        for call in calls(module, *ENQUEUES)
        if (task := constant(call.args[0])) and top(task) in DESK and height(task) > height(module.name)
    ]


def includes_point_down(sources: Sources) -> list[str]:
    return [
        f"{path}: may not include {target}, which is on a higher floor"
        for path, text in sources.templates()
        for target in INCLUDE.findall(text)
        if template_height(target) > template_height(path.removeprefix("templates/"))
    ]


def imports_are_written_as_imports(sources: Sources) -> list[str]:
    """Names that are looked up at run time would be arrows that nobody sees."""
    return [
        f"{module.at(call)}: {module.name} imports in disguise"
        for module in sources.desk
        for call in calls(module, *HIDDEN_IMPORTS)
    ]


def height(name: str) -> int:
    """The floor of a module, counted from 0 at the bottom."""
    parts = name.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next(HEIGHTS[prefix] for prefix in prefixes if prefix in HEIGHTS)


def template_height(path: str) -> int:
    folder, slash, _name = path.partition("/")
    return height(TEMPLATE_FLOORS.get(folder, folder)) if slash else 0


def imports(module: Module, sources: Sources) -> Iterator[tuple[ast.stmt, str]]:
    """Our own modules that `module` imports, anywhere: at the top, in a function, under TYPE_CHECKING."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, module)
            names = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            target = name if name in sources.modules else name.rpartition(".")[0]
            if target in sources.modules and target != module.name:
                yield node, target


def for_types(module: Module) -> set[ast.AST]:
    """What stands under `if TYPE_CHECKING:`."""
    blocks = [node for node in module.tree.body if isinstance(node, ast.If)]
    return {part for block in blocks if ast.unparse(block.test) == "TYPE_CHECKING" for part in ast.walk(block)}


def absolute(node: ast.ImportFrom, module: Module) -> str:
    """The module that `from … import` names, with leading dots resolved."""
    if not node.level:
        return node.module or ""
    package = module.package.split(".")
    base = package[: len(package) - (node.level - 1)]
    return ".".join([*base, *([node.module] if node.module else [])])


def related_model(call: ast.Call, module: Module) -> str | None:
    """ "carts.Cart" as "carts"; None when the model is a class, or of the same app."""
    to = call.args[0] if call.args else next((word.value for word in call.keywords if word.arg == "to"), None)
    label, dot, _model = (constant(to) or "").partition(".")
    return LABELS.get(label, label) if dot else None


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The strongly connected parts of more than one module (Tarjan 1972), each sorted."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        order[name] = lowest[name] = len(order)
        stack.append(name)
        for target in sorted(graph.get(name, ())):
            if target not in order:
                visit(target)
                lowest[name] = min(lowest[name], lowest[target])
            elif target in stack:
                lowest[name] = min(lowest[name], order[target])
        if lowest[name] == order[name]:
            part = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(part) > 1:
                found.append(sorted(part))

    for name in sorted(graph):
        if name not in order:
            visit(name)
    return found
