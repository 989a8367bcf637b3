"""The provider signed another address, or seems to have."""

from dataclasses import replace
from random import Random
from urllib.parse import unquote

from django.conf import settings

from tests.calls.forged.kinds import forgery, garbage
from tests.calls.forged.knocks import Knock, Target


@forgery
def signed_for_the_address_that_a_proxy_names(rng: Random, target: Target) -> Knock:
    host = rng.choice(["evil.example", "localhost", "127.0.0.1", "desk.test", f"{garbage(rng, 8).lower()}.example"])
    scheme = rng.choice(["http", "https"])
    knock = target.honest(rng)
    told = {
        "X_Forwarded_Host": host,
        "X_Forwarded_Proto": scheme,
        "X_Forwarded_Port": "443",
        "X_Forwarded_For": "54.172.60.0",
        "Forwarded": f"host={host};proto={scheme}",
        "X_Original_URL": knock.path,
        "X_Rewrite_URL": knock.path,
        "X_Forwarded_Prefix": "/proxy",
        "X_Script_Name": "/proxy",
    }
    chosen = rng.sample(sorted(told), rng.randrange(1, len(told)))
    prefix = rng.choice(["", "", "/proxy"])
    signed = knock.signed(url=f"{scheme}://{host}{prefix}{knock.path}")
    return signed.with_headers(**{name: told[name] for name in chosen})


@forgery
def signed_for_the_host_that_it_names(rng: Random, target: Target) -> Knock:
    host = rng.choice(["evil.example", "desk.test", "localhost:8443", "testserver:8443", "testserver.evil.example"])
    knock = target.honest(rng)
    return knock.signed(url=f"{rng.choice(['http', 'https'])}://{host}{knock.path}").with_headers(Host=host)


@forgery
def signed_for_another_port(rng: Random, target: Target) -> Knock:
    knock = target.honest(rng)
    port = rng.choice([1, 81, 443, 444, 8000, 8080, 8443, 65535])
    return knock.signed(url=f"{settings.PUBLIC_BASE_URL}:{port}{knock.path}")


@forgery
def with_other_slashes(rng: Random, target: Target) -> Knock:
    knock = target.honest(rng)
    path, (door, _slash, rest) = knock.path, knock.path[1:].partition("/")
    other = rng.choice(
        [
            f"{path}/",
            f"{path}//",
            f"/{path}",
            f"/{door}//{rest}",
            f"/./{door}/{rest}",
            f"/x/../{door}/{rest}",
            f"{path}/..",
            f"{path}%2f",
            f"{path};jsessionid=1",
            f"{path}%00",
            path.upper(),
            f"/{door}%2f{rest}",
            f"/{door}\\{rest}",
            f"{path}?",
            f"{path}?{garbage(rng, 4)}=1",
        ]
    )
    sent = replace(knock, path=other)
    # A server takes these for the very address that was signed, so that the signature has to be another's.
    is_same = unquote(other).removesuffix("?") == path
    return sent.signed(url=settings.PUBLIC_BASE_URL + path, token="another" if is_same else None)
