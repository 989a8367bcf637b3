"""News of open pages: code tells, and templates hear, the channels of one list, and each of them is told and heard."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.sources import Sources, calls, constant

PLACE = "helpdesk.lib.live"
TAG = re.compile(r"{% live ([^%]*)%}")
NAME = re.compile(r"[\"']([^\"']*)[\"']")
BY_HAND = re.compile(r"\bdata-live=[\"']\w")


def news_is_told_on_channels(sources: Sources) -> list[str]:
    return [
        f"{module.at(call)}: name what changed by LiveChannel"
        for module in sources.desk
        if module.name != PLACE
        for call in calls(module, "announce", "announce_to")
        if not all(map(channel_of, told(call)))
    ]


def news_is_heard_on_channels(sources: Sources) -> list[str]:
    known = channels(sources).values()
    by_hand = [
        f"{path}: write {{% live %}}, not data-live" for path, text in sources.templates() if BY_HAND.search(text)
    ]
    return by_hand + [f"{path}: there is no channel {name}" for path, name in heard(sources) if name not in known]


def every_channel_is_told_and_heard(sources: Sources) -> list[str]:
    spoken = {
        channel_of(part)
        for module in sources.desk
        for call in calls(module, "announce", "announce_to")
        for part in told(call)
    }
    ears = {name for _path, name in heard(sources)}
    silent = [f"nobody announces {name}" for name in channels(sources) if name not in spoken]
    return silent + [f"no template hears {value}" for value in channels(sources).values() if value not in ears]


def channels(sources: Sources) -> dict[str, str]:
    """INBOX: inbox, as `LiveChannel` lists them."""
    module = sources.modules.get(PLACE)
    classes = (node for node in (module.tree.body if module else ()) if isinstance(node, ast.ClassDef))
    return {
        line.targets[0].id: constant(line.value) or ""
        for node in classes
        if node.name == "LiveChannel"
        for line in node.body
        if isinstance(line, ast.Assign)
    }


def told(call: ast.Call) -> list[ast.expr]:
    """What a call of announce() or announce_to(people, …) says."""
    return call.args[1:] if getattr(call.func, "id", getattr(call.func, "attr", "")) == "announce_to" else call.args


def channel_of(part: ast.expr) -> str:
    """INBOX of LiveChannel.INBOX, LiveChannel.INBOX.of(7) and *(LiveChannel.INBOX.of(pk) for pk in …); else ""."""
    match part:
        case ast.Attribute(value=ast.Name(id="LiveChannel"), attr=name):
            return name
        case ast.Call(func=ast.Attribute(value=channel, attr="of")):
            return channel_of(channel)
        case ast.Starred(value=ast.GeneratorExp(elt=channel)):
            return channel_of(channel)
    return ""


def heard(sources: Sources) -> Iterator[tuple[str, str]]:
    """Each template with each channel that it names."""
    for path, text in sources.templates():
        for names in TAG.findall(text):
            yield from ((path, name) for name in NAME.findall(names))
