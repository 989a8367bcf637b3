"""The page that explains the API to people, made from the same schema that programs read."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

from helpdesk.accounts.access import agent_required

Schema = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a body. `kind` is for people: "string (date-time)", "list of Entry"."""

    name: str
    kind: str
    is_required: bool
    text: str


@dataclass(frozen=True)
class Operation:
    """One thing that a program can ask for."""

    group: str
    method: str
    path: str
    summary: str
    parameters: list[Field]
    body: str
    answers: list[tuple[str, str]]

    @property
    def anchor(self) -> str:
        return f"{self.method}{self.path}".strip("/").replace("/", "-").translate(str.maketrans("", "", "{}"))


@agent_required
def page(request: HttpRequest) -> HttpResponse:
    """GET /api/docs/: how to sign in, each operation, and each shape."""
    schema = the_schema()
    groups = [(group, list(found)) for group, found in groupby(operations(schema), key=lambda found: found.group)]
    shapes = [
        (name, shape.get("description", ""), list(fields(shape)))
        for name, shape in schema["components"]["schemas"].items()
        if shape.get("type") == "object" and not name.startswith("Paginated")
    ]
    return render(request, "api/reference.html", {"groups": groups, "shapes": shapes})


@cache
def the_schema() -> Schema:
    """It follows from the code alone, so one making per process is enough."""
    schema: Schema = SchemaGenerator().get_schema(request=None, public=True)
    return schema


def operations(schema: Schema) -> Iterator[Operation]:
    for path, methods in sorted(schema["paths"].items(), key=lambda item: next(iter(item[1].values()))["tags"]):
        for method, told in methods.items():
            body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            yield Operation(
                group=told["tags"][0],
                method=method.upper(),
                path=path,
                summary=told.get("summary", ""),
                parameters=[parameter(found) for found in told.get("parameters", [])],
                body=kind_of(body) if body else "",
                answers=[(status, answer_of(answer)) for status, answer in told["responses"].items()],
            )


def parameter(told: Schema) -> Field:
    kind = f"{kind_of(told['schema'])}, {told['in']}"
    return Field(told["name"], kind, told.get("required", False), told.get("description", ""))


def answer_of(answer: Schema) -> str:
    content = answer.get("content", {}).get("application/json", {})
    return kind_of(content["schema"]) if content else ""


def fields(shape: Schema) -> Iterator[Field]:
    for name, told in shape.get("properties", {}).items():
        yield Field(name, kind_of(told), name in shape.get("required", ()), told.get("description", ""))


def kind_of(told: Schema) -> str:
    """A type in words, with the names of our shapes as they stand on the page."""
    match told:
        case {"$ref": ref}:
            return str(ref).rpartition("/")[2].removeprefix("Paginated")
        case {"allOf": parts} | {"oneOf": parts}:
            return " or ".join(kind_of(part) for part in parts if part.get("$ref", "").rpartition("/")[2] != "NullEnum")
        case {"type": "array", "items": items}:
            return f"list of {kind_of(items)}"
        case {"enum": values}:
            return ", ".join(map(str, values))
        case {"type": kind, "format": shape}:
            return f"{kind} ({shape})"
    return str(told.get("type", "anything"))
