"""Every document that records says so before it does, on whichever way in the caller came."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

SAYS_SO = re.compile(r"\b(record|tape|write down|grab|enregistr|aufgezeichnet)", re.IGNORECASE)
"""What a notice says, in the languages of the lines and in the words of the tests."""


def problems_with(document: str, *, is_said: bool = False) -> Iterator[str]:
    """Recordings that begin before the notice was said or played; `is_said`: it was heard to its end before."""
    for verb in ET.fromstring(document):
        if records(verb) and not is_said:
            yield f"<{verb.tag}> records before anybody was told"
        is_said = is_said or verb.tag == "Play" or (verb.tag == "Say" and bool(SAYS_SO.search(verb.text or "")))


def records(verb: ET.Element) -> bool:
    """The two ways to record that the desk knows; the third, the verb for a voicemail, it never says."""
    if verb.tag == "Start":
        return verb.find("Recording") is not None
    return any(element.get("record", "do-not-record") != "do-not-record" for element in verb.iter())
