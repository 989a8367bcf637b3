"""The styles and scripts of every page, each as one file: a cold browser asks once in place of thirty times.

A bundle is put together where Django looks for static files, so no tool has to run, and nothing made lies in the
repository: a desk under development serves it anew as soon as a part has changed, and collectstatic collects it.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

STYLES = (
    "vendor/tabler/tabler.css",
    "press4/tokens.css",
    "press4/shell.css",
    "press4/components.css",
    "press4/drawer.css",
    "press4/work.css",
    "press4/together.css",
    "press4/calls.css",
    "press4/player.css",
    "press4/cases.css",
    "press4/related.css",
    "press4/composer.css",
    "press4/lines.css",
    "press4/duty.css",
    "press4/imports.css",
    "press4/reference.css",
    "press4/settings.css",
    "press4/print.css",
)
SCRIPTS = (
    "press4/pressed.js",
    "press4/kept.js",
    "press4/beneath.js",
    "press4/session.js",
    "press4/toasts.js",
    "press4/list.js",
    "press4/refresh.js",
    "press4/waves.js",
    "press4/menus.js",
    "press4/keys.js",
    "press4/live.js",
    "press4/palette.js",
    "press4/player.js",
    "press4/presence.js",
    "press4/ringing.js",
    "press4/roving.js",
    "press4/sending.js",
    "press4/push.js",
    "press4/notices.js",
    "press4/offline.js",
    "press4/drawer.js",
    "press4/softphone.js",
    "press4/talk.js",
    "press4/times.js",
    "press4/case.js",
    "press4/composer.js",
    "press4/attachments.js",
    "press4/drafts.js",
    "press4/markdown.js",
    "press4/saved.js",
    "press4/tags.js",
    "press4/choose.js",
    "press4/mentions.js",
)
"""In the order in which they run: a module stands below those that it imports."""
BUNDLES = {"press4/desk.css": STYLES, "press4/desk.js": SCRIPTS}

IMPORT = re.compile(r'^import (?:\* as (\w+)|(\{[^}]*\})) from "([\w/]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class) (\w+))", re.MULTILINE)


def bundle(name: str) -> str:
    """The content of one of BUNDLES."""
    parts = [(part, _source(part).read_text()) for part in BUNDLES[name]]
    if name.endswith(".css"):
        return "\n".join(text for _part, text in parts)
    done: set[str] = set()
    return "".join(as_part(part, text, done) for part, text in parts)


def as_part(part: str, text: str, done: set[str]) -> str:
    """A module as one statement, with names of its own; when it fails, the others run all the same, as modules do.

    `press4/kept.js` is imported as "press4/kept".
    """
    name = part.removesuffix(".js")
    if missing := {imported for _all, _some, imported in IMPORT.findall(text)} - done:
        raise ValueError(f"{part} imports {', '.join(sorted(missing))}, which does not stand above it.")
    done.add(name)
    inside = EXPORT.sub("", IMPORT.sub(_constant, text)).rstrip()
    if re.search(r"^(?:import|export)\b", inside, re.MULTILINE):
        raise ValueError(f"{part} imports or exports in a way that helpdesk/serving/bundles.py does not know.")
    answer = ", ".join(EXPORT.findall(text))
    return (
        f"const {_variable(name)} = (() => {{ try {{ // {part}\n{inside}\n"
        f"return {{ {answer} }};\n}} catch (error) {{ reportError(error); return {{}}; }} }})();\n"
    )


def _constant(found: re.Match[str]) -> str:
    return f"const {found[1] or found[2].replace(' as ', ': ')} = {_variable(found[3])};"


def _variable(name: str) -> str:
    return "module_" + name.replace("/", "_")


def _source(part: str) -> Path:
    return Path(settings.BASE_DIR, "static", part)


class BundleFinder(BaseFinder):
    """Finds the bundles, for collectstatic and for the server of a desk under development."""

    # One for the process. Where several threads are asked for their first file at once, Django makes a finder in each
    # and throws all but one away, and a folder of its own would go with it before the file is read.
    folder = tempfile.TemporaryDirectory(prefix="press4-bundles-")

    def __init__(self) -> None:
        self.storage = FileSystemStorage(self.folder.name)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    # Django takes a None for a place among others: what is not here is an empty list, whatever its stubs say.
    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:  # type: ignore[override]
        if path not in BUNDLES:
            return []
        found = str(self._current(path))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in BUNDLES:
            self._current(name)
            yield name, self.storage

    def _current(self, name: str) -> Path:
        """The file, written anew when a part has changed; as old as its newest part, for who compares."""
        newest = max(_source(part).stat().st_mtime_ns for part in BUNDLES[name])
        target = Path(self.folder.name, name)
        if not target.exists() or target.stat().st_mtime_ns != newest:
            target.parent.mkdir(exist_ok=True)
            # Several threads may be asked at once: each writes a file of its own, and all of them say the same.
            with tempfile.NamedTemporaryFile("w", dir=self.folder.name, delete=False) as fresh:
                fresh.write(bundle(name))
            os.utime(fresh.name, ns=(newest, newest))
            Path(fresh.name).replace(target)
        return target
