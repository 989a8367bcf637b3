"""The recovery mail of a shop as a buyer would get it, with an invented buyer: nothing is written and nothing sent."""

from datetime import datetime, timedelta

from carts.models import Cart, CartSource, RecoveryCode, RecoveryStep, RecoveryWording
from carts.recovery.mail import write_mail
from helpdesk.mail.outbox import Mail
from tickets.models import Event

DARK = "@media (prefers-color-scheme: dark)"


def preview_mail(shop: CartSource, *, problem: str, wording: RecoveryWording, at: datetime) -> Mail:
    """The mail to a buyer of the shop's next event, whose checkout failed with `problem`, in these words."""
    events = Event.objects.filter(organizer=shop.organizer)
    event = events.filter(starts_at__gt=at).first() or events.last()
    cart = Cart(
        source=shop,
        event=event,
        email="ann@example.com",
        name="Ann Lee",
        items=[{"name": "Floor", "quantity": 2, "unit_cents": 8_000, "fees_cents": 1_200}],
        total_cents=18_400,
        problem=problem,
        resume_url=f"{shop.allowed_origins[0]}/cart" if shop.allowed_origins else "",
    )
    purpose = RecoveryStep.Purpose.SERVICE_NOTICE if problem else RecoveryStep.Purpose.RECOVERY
    step = RecoveryStep(pk=0, cart=cart, purpose=purpose)
    return write_mail(step, code=RecoveryCode(digits="482915", expires_at=at + timedelta(days=3)), wording=wording)


def in_theme(html: str, *, is_dark: bool) -> str:
    """The mail as a mailbox shows it that is dark, or light, whatever the device of the reader prefers."""
    return html.replace(DARK, "@media all" if is_dark else "@media not all")
