"""The links in a mail, and what each is found by however it is copied."""

import hashlib
import html
import re
from urllib.parse import parse_qsl, urlsplit

HREF = re.compile(r"""href\s{0,5}=\s{0,5}["']?(https?://[^"'\s>]{1,2000})""", re.IGNORECASE)
WRITTEN = re.compile(r"https?://[^\s<>\"\u201c\u201d]{1,2000}", re.IGNORECASE)
BEHIND = ".,;:!?)]}>'\u2019"
"""What stands behind a link in a text and is none of it."""
COUNTS = re.compile(r"(?:utm_.*|mc_cid|mc_eid|gclid|fbclid|_hsenc|_hsmi)", re.IGNORECASE)
"""Parameters that count clicks: one who copies a link leaves them out, or has others."""
MOST = 200


def find_links(text: str, source: str = "") -> list[str]:
    """Those of a text, and of the HTML `source`, in their order and each once."""
    found = [html.unescape(link) for link in HREF.findall(source)]
    found += [link.rstrip(BEHIND) for link in WRITTEN.findall(text)]
    return list(dict.fromkeys(found))[:MOST]


def link_key(link: str) -> int:
    """64 bits of the link without its scheme, its fragment and what only counts clicks."""
    try:
        parts = urlsplit(link.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in {None, 80, 443} else ""
    except ValueError:  # such as a host in half a bracket
        return _bits(link.strip())
    query = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not COUNTS.fullmatch(pair[0]))
    return _bits(f"{host}{port}{parts.path.rstrip('/')}?{query}")


def _bits(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
