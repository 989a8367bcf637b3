"""The town as one web application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from . import (
    machine_pages,
    mail_pages,
    phone_pages,
    provider_pages,
    sent_pages,
    shop_pages,
    softphones,
    writing_pages,
)
from .pages import STATIC, page, world_of
from .post.office import ROUND_SECONDS
from .threads import in_thread
from .world import World

SHOP_ROUND = 5.0  # seconds between looks for holds that ran out and reports that wait


async def home(request: Request) -> Response:
    return page(request, "home.html", town=world_of(request).town)


async def missing(request: Request, error: Exception) -> Response:
    return page(request, "missing.html", status=404, what="page")


async def alive(request: Request) -> Response:
    return PlainTextResponse("The town is awake.\n")


def make_app(world: World) -> Starlette:
    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        world.network.start()
        rounds = [asyncio.create_task(_shop_rounds(world)), asyncio.create_task(_post_rounds(world))]
        yield
        for each in rounds:
            each.cancel()
            with suppress(asyncio.CancelledError):
                await each
        world.network.stop()

    routes = [
        Route("/", home),
        Route("/healthz", alive),
        *phone_pages.routes,
        *shop_pages.routes,
        *mail_pages.routes,
        *writing_pages.routes,
        *machine_pages.routes,
        *sent_pages.routes,
        *provider_pages.routes,
        *softphones.routes,
        Mount("/static", StaticFiles(directory=STATIC)),
    ]
    app = Starlette(routes=routes, lifespan=life, exception_handlers={404: missing})
    app.state.world = world
    return app


async def _shop_rounds(world: World) -> None:
    while True:
        await asyncio.sleep(SHOP_ROUND)
        await in_thread(world.shop.expire_due)
        await in_thread(world.shop.reporter.flush)


async def _post_rounds(world: World) -> None:
    while True:
        await asyncio.sleep(ROUND_SECONDS)
        await in_thread(world.post.try_all_again)
