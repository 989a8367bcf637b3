"""The encryption and the signature of pushes, held against the numbers of the standards."""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from helpdesk.lib.web_push import LONGEST, EndpointError, check_endpoint, decode, encrypt
from tests.pushes.service import Browser

# RFC 8291, section 5 and appendix A.
TEXT = b"When I grow up, I want to be a watermelon"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
THEIRS = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
KEYS = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
    "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(decode(text), "big"), ec.SECP256R1())


def test_the_example_of_the_standard_comes_out_to_the_last_bit():
    assert encrypt(TEXT, **KEYS, salt=decode(SALT), key=private(OURS)) == decode(BODY)


def test_the_receiver_of_these_tests_reads_the_example_of_the_standard():
    browser = Browser(private(THEIRS), decode(KEYS["auth"]))
    assert browser.keys == KEYS
    assert browser.open(decode(BODY)) == TEXT


def test_only_the_browser_that_it_is_for_reads_it_and_none_is_like_another():
    browser = Browser()
    first, second = (encrypt(b"Case 12", **browser.keys) for _ in range(2))
    assert browser.open(first) == browser.open(second) == b"Case 12"
    assert first != second
    for stranger in (Browser(), Browser(browser.private, bytes(16))):
        with pytest.raises(InvalidTag):
            stranger.open(first)


def test_the_longest_fills_what_every_push_service_takes():
    browser = Browser()
    assert len(encrypt(b"x" * LONGEST, **browser.keys)) == 4096
    with pytest.raises(ValueError, match="octets"):
        encrypt(b"x" * (LONGEST + 1), **browser.keys)


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.test/a"},
        {"endpoint": "ftp://push.test/a"},
        {"endpoint": "https://"},
        {"endpoint": "https://user:secret@push.test/"},
        {"endpoint": "https://push.test:99999/"},
        {"endpoint": "https://push.test/\r\nX: y"},
        {"endpoint": "https://[push/"},
        {"p256dh": "AAAA"},
        {"p256dh": KEYS["p256dh"][:-4] + "AAAA"},
        {"p256dh": "!" * 87},
        {"auth": "AAAA"},
        {"auth": "é"},
    ],
)
def test_what_could_never_be_pushed_to_is_refused(wrong):
    check_endpoint("https://push.test/a", **KEYS)
    asked = {"endpoint": "https://push.test/a"} | KEYS | wrong
    with pytest.raises(EndpointError):
        check_endpoint(asked.pop("endpoint"), **asked)
