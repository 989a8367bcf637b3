"""Big5 as it is written in Taiwan and in Hong Kong (https://encoding.spec.whatwg.org/#big5)."""

import codecs

EURO = b"\xa3\xe1"
PAIRS = [bytes([lead, trail]) for lead in (0xA1, 0xA2) for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF))]
"""Where both code pages have their signs."""
TAIWAN, HONG_KONG = ([pair.decode(codec, "ignore") for pair in PAIRS] for codec in ("cp950", "big5hkscs"))
SIGNS = {
    ord(there): here
    for here, there in zip(TAIWAN, HONG_KONG, strict=True)
    if here and len(there) == 1 and there not in TAIWAN
}
"""The signs of Taiwan's code page that Python's codec for Hong Kong shows as other ones that look alike."""


def _euro(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError) and error.object[error.start : error.start + 2] == EURO:
        return "€", error.start + 2
    raise error


codecs.register_error("press4_big5_euro", _euro)


def decode_big5(raw: bytes) -> str:
    """The text, or a UnicodeDecodeError. Hong Kong's characters, Taiwan's signs, and the euro, which came later."""
    return raw.decode("big5hkscs", "press4_big5_euro").translate(SIGNS)
