"""What is written where: statuses, tasks, signals, sizes, and what a caller must never meet."""

import ast
import re
from collections.abc import Collection, Iterator
from typing import Any

from tests.architecture.floors import ENQUEUES
from tests.architecture.sources import Module, Sources, called_name, calls, constant

MODULE_LINES, FUNCTION_LINES, TEMPLATE_LINES = 300, 40, 150

EXCEPTIONS = {
    # What may be longer than the rule, and why.
    "helpdesk/settings.py": "every setting in one file, in the order of Django's documentation",
}
DOORS = {
    "models",
    "views",
    "public_views",
    "forms",
    "webhooks",
    "twiml",
    "api",
    "serializers",
    "filters",
    "tasks",
    "admin",
}
"""Names of modules and packages that parse, check, call a service and answer, or that say what a row is."""
WRITES = ("save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create")
MAY_WRITE = {"helpdesk/accounts/models.py": "Django's own command for the first admin asks the manager of people"}
WRITES_A_STATUS = {"helpdesk/lib/transitions.py"}
VOICEMAIL = re.compile(r"<Record\b")


def statuses_change_in_transitions_only(sources: Sources) -> list[str]:
    return [
        f"{module.at(node)}: a status is changed by helpdesk.lib.transitions.move() or try_move()"
        for module in sources.desk
        if module.path not in WRITES_A_STATUS
        for node in ast.walk(module.tree)
        if writes_a_status(node)
    ]


def writes_a_status(node: ast.AST) -> bool:
    match node:
        case ast.Assign(targets=targets):
            return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)
        case ast.AugAssign(target=ast.Attribute(attr="status")) | ast.AnnAssign(target=ast.Attribute(attr="status")):
            return True
        case ast.Call():
            return call_writes_a_status(node)
    return False


def call_writes_a_status(call: ast.Call) -> bool:
    words = {word.arg: word.value for word in call.keywords}
    match called_name(call):
        case "update":
            return isinstance(call.func, ast.Attribute) and "status" in words
        case "setattr":
            return len(call.args) > 1 and constant(call.args[1]) == "status"
        case "save":
            return names_status(words.get("update_fields"))
        case "bulk_update":
            return any(map(names_status, [*call.args[1:], words.get("fields")]))
        case "update_or_create":
            return any(
                constant(key) == "status"
                for word in ("defaults", "create_defaults")
                if isinstance(words.get(word), ast.Dict)
                for key in words[word].keys
            )
    return False


def names_status(node: ast.AST | None) -> bool:
    return isinstance(node, ast.List | ast.Tuple | ast.Set) and any(constant(item) == "status" for item in node.elts)


def services_are_the_only_writers(sources: Sources) -> list[str]:
    """A row that is written in two kinds of places is written by two rules."""
    return [
        f"{module.at(call)}: {module.name} may not write rows: call the service"
        for module in sources.desk
        if is_door(module) and module.path not in MAY_WRITE
        for call in calls(module, *WRITES)
        if isinstance(call.func, ast.Attribute)
    ]


def views_read_parameters_in_one_way(sources: Sources) -> list[str]:
    """`request.GET.get("page")` is of any length, and may be none of what it should be."""
    return [
        f"{module.at(node)}: read what a request says by a form or by helpdesk.lib.parameters"
        for module in sources.desk
        if {"views", "public_views"} & set(module.name.split("."))
        for node in ast.walk(module.tree)
        if reads_a_parameter(node)
    ]


def reads_a_parameter(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(value=ast.Attribute(attr="GET" | "POST"), attr="get" | "getlist"):
            return True
        case ast.Subscript(value=ast.Attribute(attr="GET" | "POST")):
            return True
    return False


def is_door(module: Module) -> bool:
    return any(part in DOORS or part.endswith(("_form", "_forms")) for part in module.name.split(".")[1:])


def rows_are_locked_in_one_way(sources: Sources) -> list[str]:
    return [
        f"{module.at(call)}: helpdesk.lib.locking locks a row: locked(row) or lock_row(Model, key)"
        for module in sources.desk
        if module.path != "helpdesk/lib/locking.py"
        for call in calls(module, "get")
        if {word.arg for word in call.keywords} == {"pk"}
        and any(
            called_name(inner) == "select_for_update" for inner in ast.walk(call.func) if isinstance(inner, ast.Call)
        )
    ]


def apps_send_no_signals(sources: Sources) -> list[str]:
    return [
        f"{module.at(node)}: no signals between our own apps: call the service"
        for module in sources.desk
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom | ast.Import)
        and {"django.dispatch", "django.db.models.signals"} & set(imported_names(node))
    ]


def imported_names(node: ast.ImportFrom | ast.Import) -> Iterator[str]:
    for alias in node.names:
        yield alias.name
    if isinstance(node, ast.ImportFrom) and node.module:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def every_enqueued_task_exists(sources: Sources, tasks: Collection[str]) -> list[str]:
    """A misspelt name would be dropped by the worker, and the row would wait for its sweep each time."""
    return [
        f"{module.at(call)}: there is no task {constant(call.args[0])!r}"
        for module in sources.desk
        if module.name not in {"helpdesk.lib.enqueue", "helpdesk.lib.follow_ups"}
        for call in calls(module, *ENQUEUES)
        if constant(call.args[0]) not in tasks
    ]


def every_beat_row_names_a_task(schedule: dict[str, dict[str, Any]], tasks: Collection[str]) -> list[str]:
    return [
        f"the timetable's {name!r}: no task {row['task']!r}"
        for name, row in schedule.items()
        if row["task"] not in tasks
    ]


def modules_have_a_purpose(sources: Sources) -> list[str]:
    """utils.py holds whatever nobody found a name for; signals.py what nobody wanted to call."""
    unwanted = {"utils", "helpers", "misc", "signals", "selectors"}
    named = [f"{m.path}: say what it is for" for m in sources.desk if m.name.rpartition(".")[2] in unwanted]
    silent = [
        f"{module.path}: open it with one line saying what it is for"
        for module in sources.modules.values()
        if module.text.strip() and not ast.get_docstring(module.tree)
    ]
    return named + silent


def modules_are_short(sources: Sources) -> list[str]:
    return [
        f"{module.path}: {lines} lines; split it by noun"
        for module in sources.modules.values()
        if (lines := len(module.text.splitlines())) > MODULE_LINES and module.path not in EXCEPTIONS
    ]


def functions_are_short(sources: Sources) -> list[str]:
    return [
        f"{module.at(node)}: {node.name} has {lines} lines besides its docstring"
        for module in sources.modules.values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := lines_of(node)) > FUNCTION_LINES
        and f"{module.path}:{node.name}" not in EXCEPTIONS
    ]


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the end. The docstring is free: nobody should write a shorter one to please a rule."""
    docstring = function.body[0] if ast.get_docstring(function) else None
    return function.end_lineno - function.lineno + 1 - (docstring.end_lineno - docstring.lineno + 1 if docstring else 0)


def templates_are_short(sources: Sources) -> list[str]:
    return [
        f"{path}: {lines} lines; move fragments to files of their own"
        for path, text in sources.templates()
        if (lines := len(text.splitlines())) > TEMPLATE_LINES and path not in EXCEPTIONS
    ]


def no_caller_meets_a_voicemail(sources: Sources) -> list[str]:
    """The provider's verb for "speak after the tone". A recording of a call is `<Start><Recording>`."""
    written = [(module.path, module.text) for module in sources.desk] + list(sources.templates())
    as_text = [f"{path}: says <Record>" for path, text in written if VOICEMAIL.search(text)]
    as_code = [f"{module.at(call)}: says <Record>" for module in sources.desk for call in records(module)]
    return as_text + as_code


def records(module: Module) -> Iterator[ast.Call]:
    """Calls that make the verb with the provider's library: `VoiceResponse().record()` and `Record()`."""
    if "twilio.twiml" in module.text:
        yield from (
            call
            for call in calls(module, "record", "Record")
            if not isinstance(call.func, ast.Name) or call.func.id == "Record"
        )
