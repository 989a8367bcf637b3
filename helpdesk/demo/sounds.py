"""Speech-like sound for the recordings: two voices that take turns, the caller on the left, the agent on the right.

Nobody speaks: vowels are sung by a pulse train through three resonators (Klatt 1980), strung into words and turns.
"""

import io
import math
import wave
from array import array
from functools import cache
from random import Random

RATE = 8000
"""Samples per second: what a telephone carries."""
FORMANTS = {
    # Hertz, after Peterson and Barney (1952)
    "a": (730, 1090, 2440),
    "e": (530, 1840, 2480),
    "i": (300, 2200, 2950),
    "o": (570, 840, 2410),
    "u": (320, 870, 2240),
    "y": (490, 1350, 1690),
}
BANDWIDTHS = (70, 100, 160)
CALLER, AGENT = 195.0, 118.0
"""The pitch of each voice in hertz."""
TUNES = (1.08, 1.0, 0.92, 0.84)
"""How the pitch of a sentence falls, from its first word to its last."""


def conversation(dice: Random, *, seconds: float) -> bytes:
    """A WAV file (16 bit, stereo, 8 kHz) in which agent and caller talk by turns for about `seconds`.

    The telephone that was recorded is on the left: the caller's, or the manager's own when the desk calls back.
    """
    caller, agent = array("h"), array("h")
    is_agent = True
    while len(caller) < seconds * RATE:
        voice = AGENT if is_agent else CALLER
        turn = _turn(dice, voice, words=dice.randint(3, 7))
        turn.extend(_hush(dice, samples=dice.randint(2000, 5600)))
        listening = _hush(dice, samples=len(turn))
        agent.extend(turn if is_agent else listening)
        caller.extend(listening if is_agent else turn)
        is_agent = not is_agent
    stereo = array("h", bytes(4 * len(caller)))
    stereo[0::2], stereo[1::2] = caller, agent
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(2)
        writer.setsampwidth(2)
        writer.setframerate(RATE)
        writer.writeframes(stereo.tobytes())
    return file.getvalue()


def _turn(dice: Random, voice: float, *, words: int) -> array:
    turn = array("h")
    for word in range(words):
        tune = TUNES[min(word * len(TUNES) // words, len(TUNES) - 1)]
        for _syllable in range(dice.choice([1, 1, 2, 2, 3])):
            turn.extend(_syllable_of(voice * tune, dice.choice("aeiouy"), dice.choice([0.13, 0.17, 0.22])))
        turn.extend(_hush(dice, samples=dice.choice([300, 600, 1300])))
    return turn


@cache
def _syllable_of(pitch: float, vowel: str, seconds: float) -> array:
    """One vowel with a soft beginning and end; made once for each pitch, as every sample is computed in Python."""
    count = int(seconds * RATE)
    # What vocal cords do: a pulse each time the phase comes round, with the pitch falling a little on the way.
    sound: list[float] = []
    phase = 0.0
    for n in range(count):
        phase += pitch * (1.04 - 0.1 * n / count) / RATE
        if phase >= 1:
            phase -= 1
        sound.append(1 - 2 * phase if phase < 0.6 else -0.2)
    # What the mouth does: two-pole resonators, with the names of the coefficients as in Klatt's paper.
    for hertz, bandwidth in zip(FORMANTS[vowel], BANDWIDTHS, strict=True):
        c = -math.exp(-2 * math.pi * bandwidth / RATE)
        b = 2 * math.exp(-math.pi * bandwidth / RATE) * math.cos(2 * math.pi * hertz / RATE)
        a = 1 - b - c
        last = before = 0.0
        for n, value in enumerate(sound):
            last, before = a * value + b * last + c * before, last
            sound[n] = last
    loudest = max(map(abs, sound))
    scale = 7800 / loudest
    return array("h", (int(value * scale * math.sin(math.pi * n / count) ** 0.6) for n, value in enumerate(sound)))


def _hush(dice: Random, *, samples: int) -> array:
    """A telephone line is never quite silent."""
    noise = array("h", (dice.randint(-14, 14) for _sample in range(400)))
    return (noise * (samples // len(noise) + 1))[:samples]
