"""REST: the account itself, and its numbers with the addresses that they ask."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import resources
from .answers import RestAnswer

if TYPE_CHECKING:
    from .network import Network

Data = Mapping[str, Any]


def fetch_account(network: "Network", data: Data) -> RestAnswer:
    return RestAnswer(200, resources.account(network))


def list_numbers(network: "Network", data: Data) -> RestAnswer:
    """By PhoneNumber."""
    wanted = data.get("PhoneNumber")
    found = [line for line in network.lines.values() if wanted in (None, line.number)]
    return RestAnswer(
        200, resources.page("incoming_phone_numbers", [resources.incoming_number(network, x) for x in found])
    )
