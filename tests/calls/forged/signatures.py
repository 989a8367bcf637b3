"""The signature is missing, made up, or of something else."""

import base64
from dataclasses import replace
from random import Random

from django.conf import settings
from twilio.request_validator import SIGNATURE_HEADER, SIGNATURE_SETTINGS_HEADER

from tests.calls.forged.kinds import forgery, garbage
from tests.calls.forged.knocks import Knock, Target


@forgery
def without_a_signature(rng: Random, target: Target) -> Knock:
    return target.honest(rng)


@forgery
def with_a_signature_of_nothing(rng: Random, target: Target) -> Knock:
    made_up = base64.b64encode(rng.randbytes(rng.choice([20, 32]))).decode()
    said = rng.choice(["", " ", "=", "null", "\xe9\xe8", made_up, f"{made_up},{made_up}", "A" * 5000])
    return replace(target.honest(rng), headers={SIGNATURE_HEADER: said})


@forgery
def with_a_signature_that_is_a_little_off(rng: Random, target: Target) -> Knock:
    knock = target.honest(rng).signed()
    right = knock.headers[SIGNATURE_HEADER]
    place = rng.randrange(len(right) - 1)
    wrong = [right.swapcase(), right[:-1], right + "=", right[:place] + chr(ord(right[place]) ^ 1) + right[place + 1 :]]
    return replace(knock, headers={SIGNATURE_HEADER: rng.choice([said for said in wrong if said != right])})


@forgery
def signed_with_another_token(rng: Random, target: Target) -> Knock:
    own = settings.TWILIO_AUTH_TOKENS[0]
    return target.honest(rng).signed(token=rng.choice(["", own[::-1], own.upper(), f"{own} ", garbage(rng, 32)]))


@forgery
def signed_for_another_door(rng: Random, target: Target) -> Knock:
    knock = target.honest(rng)
    other = rng.choice([path for path in target.paths if path != knock.path])
    return knock.signed(url=settings.PUBLIC_BASE_URL + other)


@forgery
def signed_for_another_row(rng: Random, target: Target) -> Knock:
    numbered = [path for path in target.paths if path[-1].isdigit()]
    knock = replace(target.honest(rng), path=rng.choice(numbered))
    return replace(knock, path=f"{knock.path}{rng.randrange(10)}", headers=knock.signed().headers)


@forgery
def signed_by_another_algorithm_than_it_says(rng: Random, target: Target) -> Knock:
    knock = target.honest(rng)
    if rng.random() < 0.5:
        return knock.signed(algorithm="HMAC_SHA256")
    said = rng.choice(["HMAC_SHA256", "hmac_sha256", "HMAC_MD5", "none", "NONE", "ROT13", "HMAC_SHA1,algorithm="])
    knock = knock.signed(token=None if said not in {"HMAC_SHA1,algorithm="} else "another")
    return replace(knock, headers=knock.headers | {SIGNATURE_SETTINGS_HEADER: f"key=1,algorithm={said}"})


@forgery
def signed_with_another_shared_key(rng: Random, target: Target) -> Knock:
    knock = target.honest(rng).signed(token=garbage(rng, 32), algorithm="HMAC_SHA256")
    return replace(knock, headers=knock.headers | {SIGNATURE_SETTINGS_HEADER: "key=1,algorithm=HMAC_SHA256"})
