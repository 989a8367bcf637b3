"""Which verbs, attributes and nestings the provider accepts, read off the provider's own library."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from twilio.twiml import TwiML
from twilio.twiml.voice_response import VoiceResponse


@dataclass
class Rule:
    """What one element may carry."""

    attributes: set[str] = field(default_factory=set)
    children: dict[str, "Rule"] = field(default_factory=dict)
    takes_text: bool = False


@cache
def response_rule() -> Rule:
    """The grammar of <Response>: every builder method of the library stands for one child element."""
    return _rule_of(VoiceResponse(), {})


def _rule_of(element: TwiML, known: dict[type, Rule]) -> Rule:
    if type(element) in known:
        return known[type(element)]
    rule = known[type(element)] = Rule()
    for name, builder in inspect.getmembers(type(element), inspect.isfunction):
        if name.startswith("_") or name in vars(TwiML):
            continue
        child = _build(builder, element)
        child_rule = _rule_of(child, known)
        child_rule.attributes |= set(child.attrs)
        child_rule.takes_text |= child.value is not None
        rule.children[child.name] = child_rule
    return rule


def _build(builder: Callable[..., TwiML], element: TwiML) -> TwiML:
    """Call the builder with every parameter that it names, to see which attributes come of it."""
    parameters = inspect.signature(builder).parameters.values()
    names = [p.name for p in parameters if p.name != "self" and p.kind is p.POSITIONAL_OR_KEYWORD]
    return builder(type(element)(**_placeholders(type(element))), **dict.fromkeys(names, "x"))


def _placeholders(kind: type) -> dict[str, str]:
    """Some elements demand their text (a phone number, a queue's name) before they can be made."""
    parameters = inspect.signature(kind).parameters.values()
    required = [p for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD and p.default is p.empty]
    return {p.name: "x" for p in required}
