"""Barriers that axe-core finds on a page: what keeps out who sees little, has no mouse, or a small screen."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Axe would copy the styles of shadow roots, like the player's, into a document where the policy refuses them; only a
# rule that is off by default reads those copies. And of what is in order one node is enough to hear of.
AXE = {"preload": {"assets": ["media"]}, "resultTypes": ["violations"]}
# The size of targets is asked for by WCAG 2.2, and off by default as well. It counts what is in sight: of a page that
# was scrolled half of a target may be under the composer.
ALL = AXE | {"rules": {"target-size": {"enabled": True}}}
COLOURS = AXE | {"runOnly": ["color-contrast", "link-in-text-block"]}

RUN = """
async ({ options, seen }) => {
    // A colour is looked at when it has changed, not while it does.
    for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish();

    const known = new Set(seen), looks = [], exclude = [];
    const hash = (text) => {
        let one = 0xdeadbeef, two = 0x41c6ce57;
        for (let n = 0; n < text.length; n++) {
            one = Math.imul(one ^ text.charCodeAt(n), 2654435761);
            two = Math.imul(two ^ text.charCodeAt(n), 1597334677);
        }
        return (two >>> 0) * 0x200000 + (one >>> 11);
    };
    const sort = (part, around) => {
        if (part.matches("main, .desk-body")) return;
        if (!part.querySelector("main, .desk-body")) {
            const { x, y, width, height } = part.getBoundingClientRect();
            const look = hash([around, x, y, width, height, part.outerHTML].join());
            looks.push(look);
            if (known.has(look)) return exclude.push(part);
        }
        const inside = around + part.cloneNode(false).outerHTML;
        for (const child of part.children) sort(child, inside);
    };
    if (seen) for (const part of document.body.children) sort(part, "");

    const { violations } = await axe.run({ exclude }, options);
    return { violations, looks };
}
"""


def barriers(page: Page, options: dict[str, object] = AXE, *, seen: set[int] | None = None) -> list[str]:
    """What axe-core finds. It is read into a page once, and only what is wrong comes back.

    Every page comes in the same frame: menu, search, palette, list of keys. Whatever stands in the frame as it stood on
    a page before, with the same words in the same place and size, is in `seen` and not gone through again.
    Rules about the page as a whole see it all the same.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(RUN, {"options": options, "seen": seen if seen is None else list(seen)})
    if seen is not None:
        seen.update(found["looks"])
    return [f"{page.url}: {rule['id']}: {node['html']}" for rule in found["violations"] for node in rule["nodes"]]
