"""The page that explains the API to people, made from the same schema that programs read."""

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

from helpdesk.accounts.access import agent_required

Schema = dict[str, Any]
BRACES = str.maketrans("", "", "{}")


@agent_required
def page(request: HttpRequest) -> HttpResponse:
    """GET /api/docs/: how to sign in, each operation, and each shape."""
    schema = the_schema()
    groups = [(group, list(found)) for group, found in groupby(operations(schema), key=itemgetter("group"))]
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


def operations(schema: Schema) -> Iterator[dict[str, Any]]:
    """Each thing that a program can ask for, group by group."""
    for path, methods in sorted(schema["paths"].items(), key=lambda item: next(iter(item[1].values()))["tags"]):
        for method, told in methods.items():
            body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            yield {
                "group": told["tags"][0],
                "method": method.upper(),
                "path": path,
                "anchor": f"{method.upper()}{path}".strip("/").replace("/", "-").translate(BRACES),
                "summary": told.get("summary", ""),
                "parameters": [parameter(found) for found in told.get("parameters", [])],
                "body": kind_of(body) if body else "",
                "answers": [(status, answer_of(answer)) for status, answer in told["responses"].items()],
            }


def parameter(told: Schema) -> dict[str, Any]:
    """A row of the table of parameters, as `fields` has them."""
    return {
        "name": told["name"],
        "kind": f"{kind_of(told['schema'])}, {told['in']}",
        "is_required": told.get("required", False),
        "text": told.get("description", ""),
    }


def answer_of(answer: Schema) -> str:
    content = answer.get("content", {}).get("application/json", {})
    return kind_of(content["schema"]) if content else ""


def fields(shape: Schema) -> Iterator[dict[str, Any]]:
    for name, told in shape.get("properties", {}).items():
        is_required = name in shape.get("required", ())
        yield {"name": name, "kind": kind_of(told), "is_required": is_required, "text": told.get("description", "")}


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
