"""What a check says of the records of a domain: a table of records, with what other checkers got wrong among them."""

import pytest

from helpdesk.accounts.models import Team
from helpdesk.mail.domains.lookups import MOST
from helpdesk.mail.domains.senders import domains_of, routes
from tests import make
from tests.mail.domains.conftest import ADDRESS, DOMAIN, SERVER

pytestmark = pytest.mark.django_db
OWN = f"ip4:{ADDRESS}"


def test_a_domain_that_is_in_order_is_said_to_be(in_order, checked):
    found = checked()
    assert set(found) == {
        "spf_valid", "spf_permits", "dkim_none", "dmarc_enforced", "dmarc_by_spf", "mx_present", "ptr_matches",
    }  # fmt: skip
    assert found["spf_valid"]["record"] == f"v=spf1 {OWN} ~all"
    assert found["spf_valid"]["params"] == {"domain": DOMAIN, "count": "0"}


SPF = [
    # Records of desk.test, those of other names, and the codes that must be, and must not be, among the findings.
    ([], {}, {"spf_missing"}, {"spf_valid"}),
    (["google-site-verification=v=spf1"], {}, {"spf_misplaced"}, {"spf_missing"}),
    ([" v=spf1 -all"], {}, {"spf_misplaced"}, set()),
    (["v=spf10 -all"], {}, {"spf_misplaced"}, set()),
    (["v=spf1 -all", "v=spf1 mx -all"], {}, {"spf_several"}, {"spf_valid"}),
    (["V=SPF1 IP4:5.35.240.0/24 -ALL"], {}, {"spf_valid", "spf_permits"}, set()),
    ([f"v=spf1 {OWN} +all"], {}, {"spf_open"}, {"spf_end"}),
    ([f"v=spf1 {OWN} all"], {}, {"spf_open"}, set()),
    ([f"v=spf1 {OWN} ?all"], {}, {"spf_end", "spf_permits"}, set()),
    ([f"v=spf1 {OWN}"], {}, {"spf_end"}, set()),
    # AynOps#205: "-allow" is no end, and no mechanism either.
    ([f"v=spf1 {OWN} -allow"], {}, {"spf_syntax"}, {"spf_valid"}),
    ([f"v=spf1 {OWN} ptr ~all"], {}, {"spf_ptr"}, set()),
    (["v=spf1 ip4:5.35.240.300 -all"], {}, {"spf_syntax"}, {"spf_valid"}),
    (["v=spf1 ip4:2001:db8::1 -all"], {}, {"spf_syntax"}, set()),
    (["v=spf1 ip6:5.35.240.7 -all"], {}, {"spf_syntax"}, set()),
    (["v=spf1 a/33 -all"], {}, {"spf_syntax"}, set()),
    (["v=spf1 include -all"], {}, {"spf_syntax"}, set()),
    (["v=spf1 include:müller.test -all"], {}, {"spf_syntax"}, set()),
    (["v=spf1 ip4:5.35.240.7,5.35.240.8 -all"], {}, {"spf_syntax"}, set()),
    (["v=spf1 redirect=a.test redirect=b.test"], {}, {"spf_syntax"}, set()),
    (["v=spf1 ip4:5.35.240.7/255.255.255.0 -all"], {}, {"spf_syntax"}, set()),
    (["v=spf1 redirect=%{d}.spf.a.test"], {}, {"spf_server_unknown"}, {"spf_end", "spf_syntax"}),
    (["v=spf1 redirect=a.test"], {"a.test": ["v=spf1 +all"]}, {"spf_open"}, {"spf_end"}),
    (["v=spf1 include:a.test. -all"], {"a.test": ["v=spf1 include:desk.test. -all"]}, {"spf_loop"}, set()),
    ([f"v=spf1  {OWN}  exp=why.test x-tag=1 -all "], {}, {"spf_valid"}, {"spf_syntax"}),
    # What stands behind "all" is never reached, so it breaks nothing (RFC 7208, section 5.1).
    ([f"v=spf1 {OWN} -all include:gone.test redirect=gone.test"], {}, {"spf_valid"}, {"spf_include_missing"}),
    (["v=spf1 include:gone.test -all"], {}, {"spf_include_missing"}, {"spf_valid"}),
    (["v=spf1 include:a.test -all"], {"a.test": ["v=spf1 include:desk.test -all"]}, {"spf_loop"}, {"spf_valid"}),
    (["v=spf1 redirect=desk.test"], {}, {"spf_loop"}, set()),
    (["v=spf1 include:a.test -all"], {"a.test": [f"v=spf1 {OWN} ~all"]}, {"spf_valid", "spf_permits"}, set()),
    # An include that says no only does not match; what follows decides (section 5.2).
    ([f"v=spf1 include:a.test {OWN} -all"], {"a.test": ["v=spf1 -all"]}, {"spf_permits"}, set()),
    (["v=spf1 -ip4:5.35.240.0/24 +ip4:5.35.0.0/16 -all"], {}, {"spf_permits_not"}, {"spf_permits"}),
    (["v=spf1 redirect=a.test"], {"a.test": [f"v=spf1 {OWN} -all"]}, {"spf_permits"}, {"spf_end"}),
    (["v=spf1 -all"], {}, {"spf_permits_not"}, {"spf_permits"}),
    (["v=spf1 exists:%{i}.spf.a.test -all"], {}, {"spf_server_unknown"}, {"spf_permits_not"}),
    ([f"v=spf1 exists:%{{i}}.spf.a.test {OWN} -all"], {}, {"spf_permits"}, set()),
    (["v=spf1 a:smtp.desk.test/24//64 -all"], {}, {"spf_permits"}, set()),
    (["v=spf1 mx -all"], {}, {"spf_permits"}, set()),
]


@pytest.mark.parametrize(("records", "others", "there", "missing"), SPF)
def test_spf(in_order, checked, records, others, there, missing):
    del in_order.records[DOMAIN, "TXT"]
    for name, texts in {DOMAIN: records, **others}.items():
        if texts:
            in_order.put(name, "TXT", *texts)
    found = set(checked())
    assert there <= found
    assert not missing & found


def test_lookups_are_counted_in_all_that_is_included(in_order, checked):
    """CheckSec#3: those of includes count, and "a" and "mx" without a name do. mlocati/spf-lib#21: also when one that
    stands before them matches. Internet.nl#1544: the addresses behind mx do not."""
    in_order.put(DOMAIN, "TXT", f"v=spf1 {OWN} a mx include:a.test -all")
    in_order.put(DOMAIN, "A", ADDRESS)
    in_order.put("a.test", "TXT", "v=spf1 " + " ".join(f"include:a{n}.test" for n in range(7)) + " -all")
    for n in range(7):
        in_order.put(f"a{n}.test", "TXT", "v=spf1 ip4:192.0.2.1 -all")
    assert checked()["spf_valid"]["params"]["count"] == "10"
    in_order.put("a6.test", "TXT", "v=spf1 a:smtp.desk.test -all")
    found = checked()
    assert found["spf_lookups"]["params"]["count"] == "11"
    assert "spf_permits" not in found


def test_a_name_that_leads_nowhere_is_void_once(in_order, checked):
    """checkdmarc#211: a name without A and without AAAA is one void lookup, wherever it is included."""
    in_order.put(DOMAIN, "TXT", f"v=spf1 {OWN} a:gone1.test include:a.test -all")
    in_order.put("a.test", "TXT", "v=spf1 mx:gone2.test -all")
    assert "spf_voids" not in checked()
    in_order.put("a.test", "TXT", "v=spf1 mx:gone2.test a:gone3.test -all")
    assert checked()["spf_voids"]["params"]["count"] == "3"


def test_a_hundred_mail_servers_are_too_many(in_order, checked):
    in_order.put("a.test", "MX", *(f"{n} mx{n}.test." for n in range(100)))
    in_order.put(DOMAIN, "TXT", "v=spf1 mx:a.test -all")
    assert checked()["spf_mx_many"]["params"]["count"] == "100"


def test_includes_without_end_end(in_order, checked):
    for n in range(400):
        in_order.put(f"a{n}.test", "TXT", f"v=spf1 include:a{2 * n + 1}.test include:a{2 * n + 2}.test -all")
    in_order.put(DOMAIN, "TXT", "v=spf1 include:a0.test -all")
    assert "spf_lookups" in checked()
    assert len(in_order.asked) < MOST


def test_a_record_is_offered_that_would_be_right(in_order, checked):
    in_order.put(DOMAIN, "TXT", "v=spf1 include:a.test -all")
    in_order.put("a.test", "TXT", "v=spf1 ip4:192.0.2.1 -all")
    assert checked()["spf_permits_not"]["record"] == f"v=spf1 include:a.test {OWN} -all"
    in_order.put(DOMAIN, "TXT", "v=spf1 mx +all")
    assert checked()["spf_open"]["record"] == "v=spf1 mx ~all"
    del in_order.records[DOMAIN, "TXT"]
    assert checked()["spf_missing"]["record"] == f"v=spf1 {OWN} ~all"


def test_a_provider_sends_from_other_addresses_than_its_server_has(in_order, checked, settings):
    settings.EMAIL_HOST = "email-smtp.eu-west-1.amazonaws.com"
    found = checked()
    assert found["spf_provider_missing"]["record"] == f"v=spf1 {OWN} include:amazonses.com ~all"
    assert not {"ptr_missing", "spf_permits", "dmarc_by_spf"} & set(found)
    in_order.put(DOMAIN, "TXT", "v=spf1 include:amazonses.com ~all")
    in_order.put("amazonses.com", "TXT", "v=spf1 ip4:192.0.2.0/24 -all")
    assert {"spf_provider", "dmarc_by_spf"} <= set(checked())


@pytest.mark.parametrize("host", ["localhost", "mail", "127.0.0.1", "10.0.0.7", "relay.desk.test", "::1"])
def test_behind_a_server_of_its_own_network_nobody_knows_the_address(in_order, checked, settings, host):
    settings.EMAIL_HOST = host
    in_order.put("relay.desk.test", "A", "192.168.4.4")
    found = checked()
    assert "spf_server_hidden" in found
    assert "spf_permits_not" not in found


DMARC = [
    ([], {"dmarc_missing"}, set()),
    # checkdmarc#91: what else stands there does not matter.
    (["unrelated", "v=DMARC1; p=reject; rua=mailto:d@desk.test"], {"dmarc_enforced"}, {"dmarc_several"}),
    (["v=DMARC1; p=none", "v=DMARC1; p=reject"], {"dmarc_several"}, {"dmarc_enforced", "dmarc_missing"}),
    # checkdmarc#182, and a record without its version.
    ([" v=DMARC1; p=reject"], {"dmarc_misplaced"}, {"dmarc_missing", "dmarc_enforced"}),
    (["v=dmarc1; p=reject"], {"dmarc_misplaced"}, set()),
    (["v=DMARC1; p=none; rua=mailto:d@desk.test"], {"dmarc_none"}, {"dmarc_no_reports"}),
    # prowler#12454: sp= is no p=.
    (["v=DMARC1; sp=reject; rua=mailto:d@desk.test"], {"dmarc_no_policy"}, {"dmarc_enforced"}),
    # checkdmarc#7: blanks around everything.
    (["v = DMARC1 ;  p = reject ; rua = mailto:d@desk.test ;"], {"dmarc_enforced"}, {"dmarc_no_policy"}),
    (["v=DMARC1; p=rejct"], {"dmarc_no_policy", "dmarc_no_reports"}, set()),
    (["v=DMARC1; p=reject; rua="], {"dmarc_no_reports"}, set()),
    (["v=DMARC1; p=reject; rua=https://d@reports.test"], {"dmarc_no_reports"}, {"dmarc_reports_refused"}),
    (["v=DMARC1; p=reject; pct=20; rua=mailto:d@desk.test"], {"dmarc_partial"}, set()),
    (["v=DMARC1; p=reject; t=y; rua=mailto:d@desk.test"], {"dmarc_partial"}, set()),
    (["v=DMARC1; p=reject; rua=mailto:d@reports.test!10m"], {"dmarc_reports_refused"}, set()),
    (["v=DMARC1; p=reject; aspf=s; rua=mailto:d@desk.test"], {"dmarc_by_spf"}, {"dmarc_unaligned"}),
]


@pytest.mark.parametrize(("records", "there", "missing"), DMARC)
def test_dmarc(in_order, checked, records, there, missing):
    del in_order.records[f"_dmarc.{DOMAIN}", "TXT"]
    if records:
        in_order.put(f"_dmarc.{DOMAIN}", "TXT", *records)
    found = set(checked())
    assert there <= found
    assert not missing & found


def test_a_record_in_many_strings_is_one_record(in_order, checked):
    """trustymail#69."""
    in_order.records[f"_dmarc.{DOMAIN}", "TXT"] = ['"v=DMARC1;" "p=rej" "ect;" "rua=mailto:d@desk.test"']
    assert "dmarc_enforced" in checked()


def test_whoever_gets_the_reports_must_have_agreed(in_order, checked):
    in_order.put(f"_dmarc.{DOMAIN}", "TXT", "v=DMARC1; p=reject; rua=mailto:a@reports.test,mailto:b@in.desk.test")
    found = checked()
    assert found["dmarc_reports_refused"]["params"]["name"] == "desk.test._report._dmarc.reports.test"
    in_order.put("desk.test._report._dmarc.reports.test", "TXT", "v=DMARC1")
    assert "dmarc_reports_refused" not in checked()


def test_a_subdomain_follows_the_record_of_its_organization(in_order, checked, settings):
    """RFC 9989, section 4.10: the walk ends at the organization's record, and psd= says where it would be wrong."""
    settings.DEFAULT_FROM_EMAIL = "desk@help.shop.example"
    settings.MAIL_ENVELOPE_FROM = "bounces@mail.shop.example"
    in_order.put("mail.shop.example", "TXT", f"v=spf1 {OWN} -all")
    in_order.put("_dmarc.shop.example", "TXT", "v=DMARC1; p=reject; sp=quarantine; rua=mailto:d@shop.example")
    found = checked("help.shop.example")
    assert found["dmarc_enforced"]["params"] == {"domain": "shop.example", "policy": "p=quarantine"}
    assert {"dmarc_by_spf", "spf_not_needed"} <= set(found)
    in_order.put("_dmarc.shop.example", "TXT", "v=DMARC1; p=reject; aspf=s; rua=mailto:d@shop.example")
    assert {"dmarc_unaligned"} <= set(checked("help.shop.example"))
    in_order.put("_dmarc.shop.example", "TXT", "v=DMARC1; p=reject; psd=y; rua=mailto:d@shop.example")
    assert {"dmarc_unaligned"} <= set(checked("help.shop.example"))


MX = [
    (["10 smtp.desk.test."], [], "mx_present"),
    (["0 ."], [ADDRESS], "mx_null"),
    ([], [ADDRESS], "mx_implicit"),
    ([], [], "mx_missing"),
]


@pytest.mark.parametrize(("servers", "addresses", "code"), MX)
def test_mx(in_order, checked, servers, addresses, code):
    del in_order.records[DOMAIN, "MX"]
    for kind, values in (("MX", servers), ("A", addresses)):
        if values:
            in_order.put(DOMAIN, kind, *values)
    assert [name for name in checked() if name.startswith("mx")] == [code]


def test_reverse_names(in_order, checked):
    in_order.put("7.240.35.5.in-addr.arpa", "PTR", "other.test.")
    assert checked()["ptr_differs"]["params"] == {"address": ADDRESS, "host": "other.test"}
    del in_order.records["7.240.35.5.in-addr.arpa", "PTR"]
    assert checked()["ptr_missing"]["params"] == {"address": ADDRESS, "server": SERVER}


@pytest.mark.parametrize("how", ["SERVFAIL", "REFUSED", "silence"])
def test_what_nobody_answers_is_never_said_to_be_missing(in_order, checked, how):
    """checkdmarc#90, AynOps#64."""
    for name in (DOMAIN, f"_dmarc.{DOMAIN}"):
        in_order.misbehaves[name] = how
    found = checked(**{"seconds": 1.5} if how == "silence" else {})
    assert {"spf_unanswered", "dmarc_unanswered", "mx_unanswered"} <= set(found)
    assert not {"spf_missing", "dmarc_missing", "mx_missing"} & set(found)


def test_an_include_that_nobody_answers_for_is_not_missing(in_order, checked):
    in_order.put(DOMAIN, "TXT", "v=spf1 include:a.test -all")
    in_order.misbehaves["a.test"] = "SERVFAIL"
    found = checked()
    assert found["spf_unanswered"]["params"]["name"] == "a.test"
    assert not {"spf_include_missing", "spf_permits_not"} & set(found)


def test_a_chain_of_names_is_followed_and_a_circle_is_no_answer(in_order, checked):
    del in_order.records[f"_dmarc.{DOMAIN}", "TXT"]
    in_order.put(f"_dmarc.{DOMAIN}", "CNAME", "dmarc.provider.test.")
    in_order.put("dmarc.provider.test", "TXT", "v=DMARC1; p=reject; rua=mailto:d@desk.test")
    assert "dmarc_enforced" in checked()
    del in_order.records["dmarc.provider.test", "TXT"]
    in_order.put("dmarc.provider.test", "CNAME", f"_dmarc.{DOMAIN}.")
    assert "dmarc_missing" not in checked()


def test_huge_and_hostile_texts_are_cut_and_kept_on_their_line(in_order, checked):
    hostile = "v=spf1 <script>\r\n\u202e\0 " + "x" * 40_000
    in_order.put(DOMAIN, "TXT", hostile)
    in_order.put(f"_dmarc.{DOMAIN}", "TXT", "v=DMARC1; p=none; rua=" + "mailto:a@b.test," * 2000)
    found = checked()
    assert in_order.over_tcp
    assert "spf_syntax" in found
    assert all(len(one["record"]) <= 2000 and one["record"].isprintable() for one in found.values())
    assert all(len(value) <= 200 for one in found.values() for value in one["params"].values())


def test_a_name_that_is_none_is_a_mistake_and_no_fault(in_order, checked):
    label = "x" * 63
    in_order.put(DOMAIN, "TXT", f"v=spf1 include:{'.'.join([label] * 5)} -all")
    assert "spf_include_missing" in checked()
    in_order.put(DOMAIN, "TXT", "v=spf1 include:a..test -all")
    assert "spf_syntax" in checked()


def test_every_domain_that_mails_leave_from_is_known(settings):
    settings.SENDER_DOMAINS = ["hall.example", "Bücher.example"]
    make.mailbox(address="box@mail.example", smtp_host="smtp.office365.com")
    make.mailbox(address="silent@other.example")
    make.organizer(sender_address="fest@hall.example")
    Team.objects.create(name="Hall", sender_address="team@elsewhere.example")  # which nobody lets it send from
    found = {way["domain"]: (way["envelope"], way["server"]) for way in routes()}
    assert found == {
        "desk.test": ("desk.test", settings.EMAIL_HOST),
        "hall.example": ("desk.test", settings.EMAIL_HOST),
        "xn--bcher-kva.example": ("desk.test", settings.EMAIL_HOST),
        "mail.example": ("mail.example", "smtp.office365.com"),
    }
    settings.MAIL_ENVELOPE_FROM = "bounces@returns.example"
    assert domains_of(routes())[-1] == "returns.example"
