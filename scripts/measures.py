"""Measures of the code's shape; each has a ceiling that `make check` holds: python -m scripts.measures [measure]

A figure above its ceiling fails. Lower a ceiling when its figure gets better, and raise one only with a reason.
"""

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain

from helpdesk.devservices.state import CHECKOUT
from tests.architecture import floors
from tests.architecture.sources import DESK, Module, Sources

# What each measure may not exceed today, and the figure that it is to come down to.
CEILINGS: dict[str, tuple[int, int]] = {
    "loose modules in helpdesk/": (10, 10),
    "loose modules in tickets/": (10, 10),
    "loose modules in escalation/": (10, 10),
    "loose modules in carts/": (10, 10),
    "loose modules in calls/": (10, 10),
    "private functions used once, per cent of all": (6, 6),
    "dataclasses and NamedTuples": (60, 60),
    "functions with more than 6 arguments": (5, 5),
    "circles of modules": (0, 0),
    "packages that import each other": (0, 0),
    "template lines over 160 characters": (0, 0),
    "characters of the longest template line": (160, 160),
    "characters of the longest template": (6_000, 6_000),
    # tests/house/test_files_entered.py measures these two with a profiler.
    # What a request says, the pages of lists and snapshots are a leaf each, where there were copies.
    # A reply asks for the addresses that bounced, is read for a denial of what we sent, notes who takes part, and
    # never goes to the desk itself: fewer than 36 would be files of two nouns.
    "files entered by a reply": (36, 22),
    "files entered by the page of a case": (35, 35),
}
ARGUMENTS, WIDTH, VALUES = 6, 160, ("dataclass", "NamedTuple")
Figure = tuple[int, list[str]]
"""The figure, and the places that make it what it is."""


def main() -> int:
    asked, sources = " ".join(sys.argv[1:]), Sources(CHECKOUT)
    if asked:
        print(*MEASURES[asked](sources)[1], sep="\n")
    else:
        print(*table({name: measure(sources)[0] for name, measure in MEASURES.items()}), sep="\n")
    return 0


def table(figures: dict[str, int]) -> Iterator[str]:
    longest = max(map(len, CEILINGS))
    yield f"{'measure':{longest}}     now  ceiling    aim"
    for name, (ceiling, aim) in CEILINGS.items():
        figure = f"{figures[name]}" if name in figures else "(test)"
        yield f"{name:{longest}}  {figure:>6}  {ceiling:>7}  {aim:>5}"


def hold_ceilings() -> bool:
    """Say which figure is above its ceiling, and which ceiling may be lowered."""
    sources, held = Sources(CHECKOUT), True
    for name, measure in MEASURES.items():
        figure, (ceiling, aim) = measure(sources)[0], CEILINGS[name]
        if figure > ceiling:
            held = False
            print(f"{name}: {figure} is above the ceiling of {ceiling}; see: python -m scripts.measures {name}")
        elif figure < ceiling and ceiling > aim:
            print(f"{name}: {figure}; its ceiling in scripts/measures.py may be lowered from {ceiling}")
    return held


def loose_modules(sources: Sources, *, app: str) -> Figure:
    loose = [m.path for m in sources.desk if m.package == app and not m.is_package]
    return len(loose), loose


def private_functions_used_once(sources: Sources) -> Figure:
    """Each is a jump for the reader that nothing else needs; what is private is used in its own module only.

    What is handed over as a value, such as a callback, has to be a function, and so has what a decorator changes. What
    does the work of a library's method of the same name before or after it has that name from the library.
    """
    all_of_them = list(functions(sources))
    used = {module.path: names_used(module) for module in sources.desk}
    called = {module.path: names_called(module) for module in sources.desk}
    once = [
        f"{module.at(function)}: {function.name}"
        for module, function in all_of_them
        if is_private(function.name)
        and not function.decorator_list
        and used[module.path][function.name] == called[module.path][function.name] == 1
        and f"super().{function.name}(" not in ast.unparse(function)
    ]
    return round(100 * len(once) / len(all_of_them)), once


def names_used(module: Module) -> Counter[str]:
    return names_of(ast.walk(module.tree))


def names_called(module: Module) -> Counter[str]:
    return names_of(node.func for node in ast.walk(module.tree) if isinstance(node, ast.Call))


def names_of(nodes: Iterable[ast.AST]) -> Counter[str]:
    return Counter(
        n.id if isinstance(n, ast.Name) else n.attr for n in nodes if isinstance(n, ast.Name | ast.Attribute)
    )


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def value_classes(sources: Sources) -> Figure:
    found = [
        f"{module.at(node)}: {node.name}"
        for module in sources.desk
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
        and any(part in ast.unparse(word) for word in chain(node.decorator_list, node.bases) for part in VALUES)
    ]
    return len(found), found


def functions_of_many_arguments(sources: Sources) -> Figure:
    found = [
        f"{module.at(function)}: {function.name} has {count} arguments"
        for module, function in functions(sources)
        if (count := arguments(function)) > ARGUMENTS
    ]
    return len(found), found


def arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    named = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return sum(argument.arg not in ("self", "cls") for argument in named)


def functions(sources: Sources) -> Iterator[tuple[Module, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for module in sources.desk:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield module, node


def circles(sources: Sources) -> Figure:
    found = floors.imports_form_no_circle(sources)
    return len(found), found


def two_way_packages(sources: Sources) -> Figure:
    """Two folders each of which imports the other are one folder, or the line between them is drawn wrongly."""
    known = defaultdict(set)
    for module in sources.desk:
        for _node, target in floors.imports(module, sources):
            known[module.package].add(sources.modules[target].package)
    found = sorted(
        f"{one} ⇄ {other}" for one in known for other in known[one] if one < other and one in known.get(other, ())
    )
    return len(found), found


def wide_template_lines(sources: Sources) -> Figure:
    wide = [f"{path}:{number}" for path, number, line in template_lines(sources) if len(line) > WIDTH]
    return len(wide), wide


def widest_template_line(sources: Sources) -> Figure:
    path, number, line = max(template_lines(sources), key=lambda place: len(place[2]))
    return len(line), [f"{path}:{number}"]


def longest_template(sources: Sources) -> Figure:
    longest, path = max((len(text), path) for path, text in sources.templates())
    return longest, [path]


def template_lines(sources: Sources) -> Iterator[tuple[str, int, str]]:
    for path, text in sources.templates():
        if path.endswith(".html"):
            yield from ((path, number, line) for number, line in enumerate(text.splitlines(), start=1))


MEASURES: dict[str, Callable[[Sources], Figure]] = {
    **{f"loose modules in {app}/": partial(loose_modules, app=app) for app in DESK},
    "private functions used once, per cent of all": private_functions_used_once,
    "dataclasses and NamedTuples": value_classes,
    "functions with more than 6 arguments": functions_of_many_arguments,
    "circles of modules": circles,
    "packages that import each other": two_way_packages,
    "template lines over 160 characters": wide_template_lines,
    "characters of the longest template line": widest_template_line,
    "characters of the longest template": longest_template,
}


if __name__ == "__main__":
    sys.exit(main())
