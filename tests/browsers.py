"""Finding Chromium, and saying loudly what was not tested without it."""

import os
import shutil
from pathlib import Path

import pytest

NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome", "msedge"]
PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/snap/bin/chromium",
]
REASON = "no Chromium was found"
OWN_PAGES = ["WebUIOmniboxAimPopup", "WebUIOmniboxPopup"]
"""Parts of Chromium that load two pages of its own for each window, as dear as a page of the desk, and seen by none."""
LEFT_OUT_BY_PLAYWRIGHT = [
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
]
"""Of two lists Chromium hears the last, so that ours has to say Playwright's again."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", f"--disable-features={','.join([*LEFT_OUT_BY_PLAYWRIGHT, *OWN_PAGES])}"]


def find_chromium() -> str | None:
    """Return Chromium's path: what CHROMIUM names, else the first of the usual names and places."""
    if chosen := os.environ.get("CHROMIUM"):
        return shutil.which(chosen)
    found = [path for name in NAMES if (path := shutil.which(name))]
    return next(iter([*found, *(place for place in PLACES if Path(place).exists())]), None)


def skip_without_chromium(items: list[pytest.Item]) -> None:
    """Skip the tests marked `browser` on a machine without Chromium."""
    if find_chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=REASON))


def try_twice(items: list[pytest.Item]) -> None:
    """A test that drives Chromium is done again when it failed, twice at most: on a machine that does too much at once,
    a browser may be late in ways that no page can help. What fails thrice is broken; `--force-reruns 0` finds races.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=2))


def say_what_failed_once(reporter: pytest.TerminalReporter) -> None:
    """Name what passed only at a later time, with what was wrong before: most of it is a race of ours."""
    failed_again = {report.nodeid for report in reporter.stats.get("failed", [])}
    late = [report for report in reporter.stats.get("rerun", []) if report.nodeid not in failed_again]
    if late:
        reporter.section("PASSED ONLY AT A LATER TIME: LOOK FOR THE RACE", sep="!", red=True, bold=True)
        for report in late:
            reporter.line(f"{report.nodeid}\n{report.longreprtext}\n")


def say_what_was_skipped(reporter: pytest.TerminalReporter) -> None:
    """End the run with the list of browser tests that did not run and how to make them run."""
    skipped = [report for report in reporter.stats.get("skipped", []) if REASON in str(report.longrepr)]
    if skipped:
        reporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
        for report in skipped:
            reporter.line(f"  {report.nodeid}")
        reporter.line(f"{len(skipped)} tests were skipped because {REASON}. Install it (Debian: apt install chromium)")
        reporter.line("or name it: CHROMIUM=/path/to/chromium make test")
