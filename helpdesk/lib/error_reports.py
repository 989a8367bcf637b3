"""What a report of an error tells a service outside: where it happened, and nothing that a person said or typed."""

from typing import Any

from helpdesk.lib.logs import mask_text
from helpdesk.lib.redaction import redact_cards

Event = dict[str, Any]

KEPT = {
    "breadcrumbs",
    "contexts",
    "environment",
    "event_id",
    "exception",
    "fingerprint",
    "level",
    "logentry",
    "logger",
    "modules",
    "platform",
    "release",
    "request",
    "sdk",
    "server_name",
    "tags",
    "timestamp",
    "transaction",
    "type",
}
"""Everything else is left out: what a newer SDK adds, too, until somebody looked at it."""
KEPT_OF_A_FRAME = {
    "abs_path",
    "context_line",
    "filename",
    "function",
    "in_app",
    "lineno",
    "module",
    "post_context",
    "pre_context",
}
KEPT_OF_CONTEXTS = {"runtime": {"name", "version"}, "trace": {"trace_id", "span_id", "parent_span_id", "op", "status"}}
KEPT_OF_A_CRUMB = {"type", "category", "level", "timestamp"}
KEPT_OF_TAGS = {"request_id"}


def before_send(event: Event, hint: dict[str, Any]) -> Event:
    """The event without bodies, headers, cookies, variables and people.

    The words of an exception are left out: they hold whatever the code was given. They stand in the log, masked.
    """
    kept = {name: value for name, value in event.items() if name in KEPT}
    if request := kept.get("request"):
        address = str(request.get("url", "")).partition("?")[0]
        kept["request"] = {"method": str(request.get("method", "")), "url": _masked(address)}
    if transaction := kept.get("transaction"):
        kept["transaction"] = _masked(transaction)
    if entry := kept.get("logentry"):
        kept["logentry"] = {"message": _said(entry.get("message"), hint)}
    if contexts := kept.get("contexts"):
        kept["contexts"] = {
            name: {key: value for key, value in contexts[name].items() if key in allowed}
            for name, allowed in KEPT_OF_CONTEXTS.items()
            if isinstance(contexts.get(name), dict)
        }
    if tags := kept.get("tags"):
        kept["tags"] = {name: value for name, value in dict(tags).items() if name in KEPT_OF_TAGS}
    if exception := kept.get("exception"):
        kept["exception"] = {"values": []}
        for raised in exception.get("values", []):
            mechanism, frames = raised.get("mechanism") or {}, (raised.get("stacktrace") or {}).get("frames", [])
            shown = {name: raised[name] for name in ("type", "module") if raised.get(name)}
            shown["mechanism"] = {name: mechanism[name] for name in ("type", "handled") if name in mechanism}
            places = [{name: value for name, value in frame.items() if name in KEPT_OF_A_FRAME} for frame in frames]
            kept["exception"]["values"].append(shown | {"stacktrace": {"frames": places}})
    # The crumbs were shortened when they were left.
    return kept


def before_breadcrumb(crumb: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """That something was logged or asked for; of a line of the log also its event, and no value."""
    kept = {name: value for name, value in crumb.items() if name in KEPT_OF_A_CRUMB}
    if "log_record" in hint:
        kept["message"] = _said(crumb.get("message"), hint)
    return kept


OPTIONS: dict[str, Any] = {
    "include_local_variables": False,
    "max_request_body_size": "never",
    "auto_session_tracking": False,
    "before_send": before_send,
    "before_send_transaction": lambda event, hint: None,
    "before_send_log": lambda log, hint: None,
    "before_breadcrumb": before_breadcrumb,
}
"""For sentry_sdk.init(): errors only. Timings and lines of the log stay in the house."""


def _said(message: Any, hint: dict[str, Any]) -> str:
    """The line as the code has it, before anything was put in: "Leg %s failed", or the event's name of structlog."""
    record = hint.get("log_record")
    said = message if record is None else record.msg
    if isinstance(said, dict):
        said = said.get("event", "")
    return _masked(str(said or ""))


def _masked(text: str) -> str:
    return redact_cards(mask_text(text))
