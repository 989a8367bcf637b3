"""Duration of an MP3: its frames are walked one by one.

ISO/IEC 11172-3 section 2.4.1 and 13818-3 for the frames, ID3 2.4 section 3 for what stands before them.
"""

BITRATES = {
    # Layer III, kbit/s by index, for version 1 and for versions 2 and 2.5
    1: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
RATES = {
    # Samples per second by index, for the two bits that name the version
    0b11: (44100, 48000, 32000),
    0b10: (22050, 24000, 16000),
    0b00: (11025, 12000, 8000),
}
LAYER_3 = 0b01
FEWEST_FRAMES = 5
"""Two bytes of chance look like the head of a frame; five in a row do not."""


def mp3_seconds(body: bytes) -> float:
    """Seconds of sound, or 0 for what is no MP3, or is one only in part."""
    at = 0
    if body[:3] == b"ID3" and len(body) >= 10:
        # Its size is four times seven bits; the highest bit of each byte is 0.
        at = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(body[6:10], (21, 14, 7, 0), strict=True))
    end = len(body) - 128 if body[-128:-125] == b"TAG" else len(body)
    seconds, frames = 0.0, 0
    while at + 4 <= end:
        frame = _frame(body[at : at + 4])
        if frame is None:
            # Padding at the end is common, noise is not.
            return seconds if frames >= FEWEST_FRAMES and not body[at:end].strip(b"\0") else 0.0
        size, length = frame
        at, seconds, frames = at + size, seconds + length, frames + 1
    return seconds if frames >= FEWEST_FRAMES else 0.0


def _frame(head: bytes) -> tuple[int, float] | None:
    """Bytes and seconds of the frame with this head."""
    if head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, layer = head[1] >> 3 & 0b11, head[1] >> 1 & 0b11
    bitrate_index, rate_index, padding = head[2] >> 4, head[2] >> 2 & 0b11, head[2] >> 1 & 1
    if version not in RATES or layer != LAYER_3 or not 0 < bitrate_index < 15 or rate_index == 0b11:
        return None
    is_first = version == 0b11
    rate = RATES[version][rate_index]
    samples = 1152 if is_first else 576
    size = samples // 8 * BITRATES[1 if is_first else 2][bitrate_index] * 1000 // rate + padding
    return size, samples / rate
