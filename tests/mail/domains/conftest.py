"""A name server, and the desk at an address of the open internet that sends from desk.test."""

import pytest

from tests.name_server import name_server

DOMAIN = "desk.test"
SERVER = "smtp.desk.test"
ADDRESS = "5.35.240.7"
"""Of nobody whom a test asks: those that are kept for examples are in no public network."""


PATIENCE = 60.0
"""Seconds for an answer: a name server that shares its machine with other tests is slow, not silent."""


@pytest.fixture
def names(monkeypatch):
    monkeypatch.setattr("helpdesk.mail.domains.lookups.SECONDS", PATIENCE)
    monkeypatch.setattr("helpdesk.configuration.mail_domains.PATIENCE", PATIENCE)
    monkeypatch.setattr("tickets.ledger.signatures.SECONDS", PATIENCE)
    with name_server() as server:
        yield server


@pytest.fixture
def in_order(names, settings):
    """All that a check looks at, as it should be."""
    settings.EMAIL_HOST = SERVER
    names.put(SERVER, "A", ADDRESS)
    names.put("7.240.35.5.in-addr.arpa", "PTR", f"{SERVER}.")
    names.put(DOMAIN, "TXT", f"v=spf1 ip4:{ADDRESS} ~all")
    names.put(DOMAIN, "MX", f"10 {SERVER}.")
    names.put(f"_dmarc.{DOMAIN}", "TXT", f"v=DMARC1; p=quarantine; rua=mailto:postmaster@{DOMAIN}")
    return names


@pytest.fixture
def checked():
    """Answers the findings about a domain by their code; every one of them can be said."""
    from helpdesk.mail.domains.checking import Check
    from helpdesk.mail.domains.findings import words_of
    from helpdesk.mail.domains.lookups import Lookups
    from helpdesk.mail.domains.senders import routes

    def check(domain: str = DOMAIN, *, seconds: float = PATIENCE):
        found = Check(domain, routes(), Lookups(seconds=seconds)).findings()
        for one in found:
            assert "%" not in words_of(one).replace("%{", "")
        return {one["code"]: one for one in found}

    return check
