"""Whom an address stands for, where visitors are counted."""

from helpdesk.lib.networks import network_of


def test_a_household_is_one_whatever_address_it_shows():
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert network_of("2001:db8:1:2::1") != network_of("2001:db8:1:3::1")
    assert network_of("::ffff:192.0.2.7") == network_of("192.0.2.7") == "192.0.2.7"
    assert network_of("no address") == network_of("") == ""
