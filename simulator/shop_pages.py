"""The shop's pages: events, seats, checkout."""

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from .pages import page, world_of
from .shop import OUTCOMES, Buyer, Cart
from .threads import in_thread

MOST_SEATS = 8


async def home(request: Request) -> Response:
    return page(request, "shop_home.html", events=list(world_of(request).shop.events.values()))


async def event(request: Request) -> Response:
    shop = world_of(request).shop
    found = shop.events.get(request.path_params["event_id"])
    if found is None:
        return page(request, "missing.html", status=404, what="event")
    if request.method == "GET":
        return page(request, "shop_event.html", event=found, most=MOST_SEATS, problem="")
    form = await request.form()
    quantities = {price.name: _quantity(form.get(price.name)) for price in found.prices}
    if not any(quantities.values()):
        problem = "Choose at least one seat."
        return page(request, "shop_event.html", status=422, event=found, most=MOST_SEATS, problem=problem)
    cart = await in_thread(shop.start_cart, found, quantities)
    return _to(cart)


async def cart(request: Request) -> Response:
    found = _cart(request)
    if found is None:
        return page(request, "missing.html", status=404, what="cart")
    await in_thread(world_of(request).shop.expire_due)
    resumed = bool(request.query_params.get("resume"))
    return page(request, "shop_cart.html", cart=found, outcomes=OUTCOMES, resumed=resumed, shop=world_of(request).shop)


async def act(request: Request) -> Response:
    """One button of the checkout."""
    found, shop = _cart(request), world_of(request).shop
    if found is None:
        return page(request, "missing.html", status=404, what="cart")
    form = await request.form()
    fields = {name: str(value).strip() for name, value in form.items()}
    deed = request.path_params["deed"]
    if deed == "pay" and found.is_holding:
        return await _pay(request, found, fields.get("outcome", "ok"))
    if deed == "buyer" and found.is_holding:
        buyer = Buyer(fields.get("name", ""), fields.get("email", ""), fields.get("phone", ""), "consent" in fields)
        await in_thread(shop.save_buyer, found, buyer)
    elif deed == "code" and found.is_holding and fields.get("code"):
        await in_thread(shop.apply_code, found, fields["code"])
    elif (deed, found.state) in DEEDS:
        await in_thread(getattr(shop, DEEDS[deed, found.state]), found)
    return _to(found)


DEEDS = {
    ("expire", "open"): "expire",
    ("empty", "open"): "empty",
    ("hold", "expired"): "hold_again",
    ("hold", "lost"): "hold_again",
    ("hold", "emptied"): "hold_again",
    ("refund", "ordered"): "refund",
    **{("opt-out", state): "opt_out" for state in ("open", "expired", "lost", "emptied")},
}


async def note(request: Request) -> Response:
    """The page's script says what its beacon has just told the desk."""
    found = _cart(request)
    if found is None:
        return JSONResponse({}, 404)
    said = {name: str(value)[:200] for name, value in (await request.json()).items()}
    status, detail = said.get("status", "sent"), said.get("detail", "")
    world_of(request).shop.note_beacon(found, said.get("kind", ""), status=status, detail=detail)
    return JSONResponse({"seq": found.seq})


async def _pay(request: Request, found: Cart, outcome: str) -> Response:
    try:
        await in_thread(world_of(request).shop.pay, found, outcome)
    except ConnectionError:
        # A script asks first and tells the desk of the 502; without one the buyer just sees the page.
        shop = world_of(request).shop
        return page(request, "shop_cart.html", status=502, cart=found, outcomes=OUTCOMES, resumed=False, shop=shop)
    return _to(found)


def _cart(request: Request) -> Cart | None:
    return world_of(request).shop.carts.get(request.path_params["cart_id"])


def _to(found: Cart) -> Response:
    return RedirectResponse(f"/shop/carts/{found.id}", 303)


def _quantity(value: object) -> int:
    text = str(value or "0")
    return min(int(text), MOST_SEATS) if text.isascii() and text.isdigit() else 0


routes = [
    Route("/shop", home),
    Route("/shop/events/{event_id}", event, methods=["GET", "POST"]),
    Route("/shop/carts/{cart_id}", cart),
    Route("/shop/carts/{cart_id}/beacon", note, methods=["POST"]),
    Route("/shop/carts/{cart_id}/{deed}", act, methods=["POST"]),
]
