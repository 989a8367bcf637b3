"""Which verbs, attributes, nestings and texts the provider's library can build into a TwiML document."""

import inspect
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from twilio.twiml import TwiML
from twilio.twiml.voice_response import VoiceResponse

FILLED = "x"


@dataclass
class Element:
    """What one element may carry."""

    attributes: set[str] = field(default_factory=set)
    children: dict[str, "Element"] = field(default_factory=dict)
    takes_text: bool = False


def problems_with(document: str) -> list[str]:
    """Why the provider would refuse this document; nothing when it would not."""
    try:
        root = ET.fromstring(document)
    except ET.ParseError as error:
        return [f"no XML: {error}"]
    if root.tag != "Response":
        return [f"<{root.tag}> where <Response> belongs"]
    return list(_problems(root, voice_grammar()))


def _problems(element: ET.Element, allowed: Element) -> Iterator[str]:
    for name in element.attrib.keys() - allowed.attributes:
        yield f"<{element.tag}> has no attribute {name}"
    texts = [element.text, *(child.tail for child in element)]
    if not allowed.takes_text and any((text or "").strip() for text in texts):
        yield f"<{element.tag}> takes no text"
    for child in element:
        if child.tag in allowed.children:
            yield from _problems(child, allowed.children[child.tag])
        else:
            yield f"<{child.tag}> is not allowed in <{element.tag}>"


@cache
def voice_grammar() -> Element:
    """The grammar of a voice document: each builder method of the library stands for one child."""
    return _grammar_of(VoiceResponse, {})


def _grammar_of(kind: type[TwiML], known: dict[type[TwiML], Element]) -> Element:
    if kind not in known:
        known[kind] = found = Element()
        for builder in _builders(kind):
            child = builder(_filled(kind), **dict.fromkeys(_names(builder), FILLED))
            # What the library writes out, not what it holds: the attributes have their real names there.
            written = child.xml()
            inner = found.children[written.tag] = _grammar_of(type(child), known)
            inner.attributes |= set(written.attrib)
            inner.takes_text |= written.text == FILLED
    return known[kind]


def _builders(kind: type[TwiML]) -> list:
    """Its methods that add a child, and not those that every element has."""
    own = [method for name, method in vars(kind).items() if inspect.isfunction(method) and not name.startswith("_")]
    return [method for method in own if method.__name__ not in vars(TwiML)]


def _filled(kind: type[TwiML]) -> TwiML:
    required = inspect.signature(kind).parameters.values()
    return kind(
        **{one.name: FILLED for one in required if one.default is one.empty and one.kind is not one.VAR_KEYWORD}
    )


def _names(builder) -> list[str]:
    """Every parameter that it names; **kwargs would take any misspelt one."""
    parameters = list(inspect.signature(builder).parameters.values())[1:]
    return [one.name for one in parameters if one.kind is one.POSITIONAL_OR_KEYWORD]
