"""Everything that goes on in the town while it runs."""

import secrets
from dataclasses import dataclass

from .cart_reports import CartReporter
from .config import Config
from .mailbox import Mailbox
from .phone_network import Network, RealClock, wire
from .post.office import PostOffice
from .post.smtp import MailServer
from .shop import Shop
from .softphones import Softphones
from .town import Town


@dataclass
class World:
    """The parts of the town, and how often its telephones changed (what a page polls for)."""

    config: Config
    town: Town
    network: Network
    mailbox: Mailbox
    post: PostOffice
    shop: Shop
    softphones: Softphones
    version: int = 0


def make_world(config: Config, town: Town) -> World:
    network = Network(
        transport=wire(),
        account_sid=config.account_sid,
        auth_token=config.auth_token,
        base_url=config.desk_url,
        api_base_url=config.api_url,
        clock=RealClock(),
        seed=secrets.randbits(64),  # the desk keeps its rows when the town restarts: no SID may come twice
    )
    for line in town.lines:
        urls = {"voice_url": line.voice_url, "fallback_url": line.voice_fallback_url}
        given = {name: url for name, url in urls.items() if url}
        network.add_line(line.number, name=line.name, kind=line.kind, **given)
    for resident in (*town.mobiles, *town.callers):
        network.phone(resident.number, name=resident.name, role=resident.role)
    reporter = CartReporter(config.desk_url, town.shop)
    softphones = Softphones(network, config)
    shop = Shop(town.shop, reporter, config.url)
    mailbox = Mailbox()
    post = PostOffice(mailbox, MailServer(config.desk_mail_host, config.desk_mail_port), config.desk_mail_domain)
    world = World(config, town, network, mailbox, post, shop, softphones)

    def changed(*_: object) -> None:
        world.version += 1

    network.listeners.append(changed)
    return world
