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
    _shorten(
        kept,
        "request",
        lambda request: {
            "method": str(request.get("method", "")),
            "url": _masked(str(request.get("url", "")).partition("?")[0]),
        },
    )
    _shorten(kept, "transaction", _masked)
    _shorten(kept, "logentry", lambda entry: {"message": _said(entry.get("message"), hint)})
    _shorten(kept, "contexts", _contexts)
    _shorten(kept, "tags", lambda tags: {name: value for name, value in dict(tags).items() if name in KEPT_OF_TAGS})
    _shorten(kept, "exception", lambda found: {"values": [_raised(one) for one in found.get("values", [])]})
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


def _shorten(event: Event, name: str, shorten: Any) -> None:
    if event.get(name):
        event[name] = shorten(event[name])


def _said(message: Any, hint: dict[str, Any]) -> str:
    """The line as the code has it, before anything was put in: "Leg %s failed", or the event's name of structlog."""
    record = hint.get("log_record")
    said = message if record is None else record.msg
    if isinstance(said, dict):
        said = said.get("event", "")
    return _masked(str(said or ""))


def _contexts(contexts: dict[str, Any]) -> dict[str, Any]:
    return {
        name: {key: value for key, value in contexts[name].items() if key in allowed}
        for name, allowed in KEPT_OF_CONTEXTS.items()
        if isinstance(contexts.get(name), dict)
    }


def _raised(raised: dict[str, Any]) -> dict[str, Any]:
    kept = {name: raised[name] for name in ("type", "module") if raised.get(name)}
    mechanism = raised.get("mechanism") or {}
    kept["mechanism"] = {name: mechanism[name] for name in ("type", "handled") if name in mechanism}
    frames = (raised.get("stacktrace") or {}).get("frames", [])
    kept["stacktrace"] = {
        "frames": [{name: value for name, value in frame.items() if name in KEPT_OF_A_FRAME} for frame in frames]
    }
    return kept


def _masked(text: str) -> str:
    return redact_cards(mask_text(text))
