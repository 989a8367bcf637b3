"""Search carts by what a caller says: the recovery code, the order, the mail address or the phone."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from carts.models import Cart, RecoveryCode
from helpdesk.accounts.models import User
from helpdesk.lib.addresses import normal_email
from helpdesk.lib.phones import phones_sought

MOST = 10
CODE_DIGITS = 6


def find_carts(text: str, *, user: User) -> list[Cart]:
    """The newest carts that `user` may see and that are known by exactly this. One indexed query for each way."""
    text = text.strip()
    digits = "".join(filter(str.isdecimal, text)) if not any(map(str.isalpha, text)) else ""
    carts = Cart.objects.visible_to(user)
    keys: set[int] = set()
    if "@" in text:
        keys |= _keys(carts, Q(email=normal_email(text)))
    elif phones := phones_sought(text):
        keys |= _keys(carts, Q(phone__in=phones))
    if digits and len(digits) == CODE_DIGITS:
        keys |= _keys(carts, Q(pk__in=RecoveryCode.objects.filter(digits=digits).values("cart")))
    if text and " " not in text:
        # The first condition is that of the partial index.
        orders = carts.exclude(order_reference="").alias(order_upper=Upper("order_reference"))
        keys |= _keys(orders, Q(order_upper=text.upper()))
    found = Cart.objects.filter(pk__in=keys).select_related("event", "source", "recovery_code")
    return list(found.order_by("-active_at", "-pk")[:MOST]) if keys else []


def _keys(carts: QuerySet[Cart], condition: Q) -> set[int]:
    return set(carts.filter(condition).order_by("-active_at").values_list("pk", flat=True)[:MOST])
