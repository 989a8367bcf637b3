"""Whom a network address stands for, wherever visitors are counted."""

import ipaddress


def network_of(address: str) -> str:
    """An IPv4 address as it is, and of IPv6 the /64 that one household has (RFC 6177). "" for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(found if found.version == 4 else ipaddress.ip_network((found, 64), strict=False))
