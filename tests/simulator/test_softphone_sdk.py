"""The stand-in for the provider's SDK offers nothing that the provider's own SDK, as the desk serves it, does not."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
OURS, REAL = ROOT / "simulator/static/softphone-sdk.js", ROOT / "static/vendor/twilio-voice/twilio.min.js"
NAMES = """() => Object.fromEntries(["Device", "Call"].map((name) => {
  const names = new Set();
  for (let layer = Twilio[name].prototype; layer !== Object.prototype; layer = Object.getPrototypeOf(layer)) {
    for (const one of Object.getOwnPropertyNames(layer)) names.add(one);
  }
  return [name, [...names]];
}))"""
INNER = {"end", "forget"}
"""How the parts of the stand-in speak to each other."""


def public_names(browser: Browser, script: Path) -> dict[str, set[str]]:
    page = browser.new_page()
    page.route("http://sdk.test/**", lambda route: route.fulfill(path=script, content_type="text/javascript"))
    page.add_script_tag(url="http://sdk.test/twilio.js")
    found = {name: set(names) for name, names in page.evaluate(NAMES).items()}
    page.close()
    return found


def test_the_stand_in_has_only_what_the_real_one_has(browser):
    real, ours = public_names(browser, REAL), public_names(browser, OURS)
    for name in ("Device", "Call"):
        assert ours[name] - real[name] - INNER == set()
    assert {"register", "destroy", "updateToken", "on", "state", "token"} <= real["Device"]
    assert {"accept", "reject", "disconnect", "mute", "isMuted", "on"} <= real["Call"]
