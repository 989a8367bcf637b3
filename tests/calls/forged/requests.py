"""What the provider does not send, signed or not."""

from dataclasses import replace
from random import Random

from django.conf import settings

from tests.calls.forged.kinds import forgery
from tests.calls.forged.knocks import FORM, Knock, Target


@forgery
def by_another_method(rng: Random, target: Target) -> Knock:
    method = rng.choice(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
    knock = replace(target.honest(rng), method=method).signed()
    return knock.with_headers(X_HTTP_Method_Override="POST")


@forgery
def as_json(rng: Random, target: Target) -> Knock:
    knock = target.honest(rng)
    bodies = [b"{}", b"[]", b"null", b'{"CallSid": "' + target.caller_sid.encode() + b'"}', b'{"a":' * 500, b"\xff\xfe"]
    raw, kind = (
        rng.choice(bodies),
        rng.choice(["application/json", "application/json; charset=utf-8", "text/plain", FORM]),
    )
    path = rng.choice([knock.path, f"{knock.path}?bodySHA256={rng.randbytes(32).hex()}"])
    return replace(knock, path=path, pairs=[], raw=raw, content_type=kind).signed(
        token="another" if kind == FORM else None
    )


@forgery
def as_another_kind_of_form(rng: Random, target: Target) -> Knock:
    knock = target.honest(rng)
    parts = "".join(
        f'--part\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in knock.pairs
    )
    kind = rng.choice(
        ["multipart/form-data; boundary=part", "multipart/form-data", "", "text/xml", f"{FORM}x", "a/b/c"]
    )
    return replace(knock.signed(), raw=f"{parts}--part--\r\n".encode(), content_type=kind)


@forgery
def endless(rng: Random, target: Target) -> Knock:
    knock = target.honest(rng)
    match rng.randrange(4):
        case 0:
            return replace(knock.signed(), raw=b"CallSid=" + b"A" * 3_000_000)
        case 1:
            return replace(knock, pairs=[*knock.pairs, *((f"P{n}", "1") for n in range(1200))]).signed()
        case 2:
            return knock.saying(Digits="4" * rng.randrange(4097, 50_000)).signed()
    return knock.saying(**{"N" * 4000: "1"}).signed(token="another")


@forgery
def in_a_broken_encoding(rng: Random, target: Target) -> Knock:
    knock = target.honest(rng).signed()
    tails = [b"%", b"%zz=%", b"%ff%fe=1", b"a=%ED%A0%80", b"\xff=\xfe", b"&&&===", b"%00=%00", b";", b"=", b"\r\n\r\n"]
    raw = knock.body + b"&" + rng.choice(tails)
    kind = f"{FORM}; charset={rng.choice(['utf-8', 'utf-16', 'utf-7', 'latin-1', 'idna', 'bogus', '%00', 'hex'])}"
    # The bare tails "", ";" and "=" may be read as nothing at all, so that the signature still holds: another's, then.
    return replace(knock.signed(token="another"), raw=raw, content_type=kind)


# What the provider signed, and yet is none of ours


@forgery
def of_another_account(rng: Random, target: Target) -> Knock:
    other = rng.choice(["AC" + rng.randbytes(16).hex(), "", settings.TWILIO_ACCOUNT_SID.lower(), "AC" + "0" * 31, "*"])
    return target.honest(rng).saying(AccountSid=other).signed()


@forgery
def with_a_sid_of_another_kind(rng: Random, target: Target) -> Knock:
    # Those that the desk acts on: any other odd value is left out, and the caller is served.
    prefixes = {"AccountSid": "AC", "CallSid": "CA", "RecordingSid": "RE"}
    name = rng.choice(sorted(prefixes))
    right, number = prefixes[name], "ab" + rng.randbytes(15).hex()
    others = [f"{other}{number}" for other in ("AC", "CA", "RE", "QU", "ca", "") if other != right]
    wrong = [
        right + number[1:],
        f"{right}{number}0",
        right + number[:-1] + "g",
        f"{right}{number}\n",
        "*",
        f"../{right}1",
    ]
    return target.honest(rng).saying(**{name: rng.choice(others + wrong)}).signed()


@forgery
def with_what_no_telephone_says(rng: Random, target: Target) -> Knock:
    wrong = {
        "Digits": ["4; DROP TABLE", "\uff14", "<4>", "4\n", "4\0"],
        "CallStatus": ["In Progress", "completed\n", "completed;", "1"],
        "SequenceId": ["one", "1e9", "\u0663", "99999999999"],
        "QueueResult": ["hangup ", "HANGUP"],
        "DialBridged": ["True", "yes"],
    }
    name = rng.choice(sorted(wrong))
    return target.honest(rng).saying(**{name: rng.choice(wrong[name])}).signed()
