"""UTF-16 and UTF-32 that do not say it by a mark at their beginning."""


def wide_charset_of(raw: bytes) -> str:
    """ "utf-16-le" and the like; "" when it is none. Every second byte, or three of four, of Latin text is zero."""
    sample = raw[: len(raw) - len(raw) % 4]
    if not sample.count(0):
        return ""
    zeros = [sample[place::4].count(0) * 4 / max(len(sample), 1) for place in range(4)]
    if min(zeros[1:]) > 0.8 and zeros[0] < 0.1:
        return "utf-32-le"
    if min(zeros[:3]) > 0.8 and zeros[3] < 0.1:
        return "utf-32-be"
    even, odd = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    for here, other, charset in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if here > 0.06 and other < here / 8:
            try:
                raw[: len(raw) - len(raw) % 2].decode(charset)
            except UnicodeDecodeError:
                continue
            return charset
    return ""
