"""Start the town: `python -m simulator`."""

import asyncio
import os
import socket
import sys

import uvicorn

from .config import Config, ConfigError, read_config
from .server import make_app
from .town import load_town
from .world import World, make_world

HOST = "127.0.0.1"


def main() -> int:
    try:
        config = read_config(os.environ)
        world = make_world(config, load_town(config.town_file))
        web, smtp = _listen(config.port, "SIMULATOR_PORT"), _listen(config.smtp_port, "SMTP_PORT")
    except ConfigError as error:
        print(f"The pretend town cannot start: {error}", file=sys.stderr)
        return 1
    asyncio.run(_serve(config, world, web, smtp))
    # Threads may still wait for an answer of the desk; nobody will read it any more.
    sys.stdout.flush()
    os._exit(0)


async def _serve(config: Config, world: World, web: socket.socket, smtp: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    post_office = await loop.create_server(world.mailbox.protocol, sock=smtp)
    settings = uvicorn.Config(make_app(world), log_level="warning", timeout_graceful_shutdown=1, access_log=False)
    print(f"The pretend town is at {config.url} and takes mail on port {config.smtp_port}.", flush=True)
    await uvicorn.Server(settings).serve(sockets=[web])
    post_office.close()


def _listen(port: int, variable: str) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        raise ConfigError(f"port {port} is taken; set {variable} to a free one.") from error
    return listener


if __name__ == "__main__":
    sys.exit(main())
