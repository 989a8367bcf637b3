"""A buyer's cart and the events that it is folded from."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from carts.models.problem_words import read_texts, words_for_agents
from carts.models.sources import CartSource
from helpdesk.accounts.models import User
from helpdesk.lib.model_fields import CardlessCharField, CardlessEmailField, CardlessJSONField, CardlessURLField
from helpdesk.lib.transitions import StatusModel
from tickets.models import Event, Ticket


class CartQuerySet(models.QuerySet["Cart"]):
    def visible_to(self, user: User | AnonymousUser) -> "CartQuerySet":
        """A cart is seen by those who look after its organizer, and by whoever sees its case."""
        if not user.is_authenticated:
            return self.none()
        if user.is_manager:
            return self.all()
        own_teams = user.teams.values("pk")
        return self.filter(
            models.Q(source__organizer__team__isnull=True)
            | models.Q(source__organizer__team__in=own_teams)
            | models.Q(ticket__assignee=user)
        )

    def due(self, *, at: datetime) -> "CartQuerySet":
        """Unfinished, and their deadline has come."""
        return self.filter(status__in=Cart.UNFINISHED, due_at__lte=at)

    def bought(self) -> "CartQuerySet":
        return self.filter(status__in=Cart.BOUGHT)


class Cart(StatusModel):
    """What one buyer is trying to buy. Every field below `status` is folded from the cart's events."""

    class Status(models.TextChoices):
        OPEN = "open", _("Checking out")
        COMPLETED = "completed", _("Bought")
        ABANDONED = "abandoned", _("Abandoned")
        RECOVERED = "recovered", _("Recovered")
        EXPIRED = "expired", _("Given up")

    class Problem(models.TextChoices):
        NONE = "", _("Left without a known problem")
        DISCOUNT_REJECTED = "discount_rejected", _("Discount code rejected")
        PAYMENT_DECLINED = "payment_declined", _("Card declined")
        SEAT_LOST = "seat_lost", _("Seats lost")
        HOLD_EXPIRED = "hold_expired", _("Time ran out")
        SCRIPT_ERROR = "script_error", _("Error on the page")
        SERVER_ERROR = "server_error", _("The shop did not answer")

    MOVES = {
        Status.OPEN: {Status.COMPLETED, Status.ABANDONED},
        Status.ABANDONED: {Status.RECOVERED, Status.EXPIRED, Status.OPEN},
        Status.EXPIRED: {Status.RECOVERED},
    }
    UNFINISHED = (Status.OPEN, Status.ABANDONED)
    BOUGHT = (Status.COMPLETED, Status.RECOVERED)
    LOST_SEATS = frozenset({Problem.SEAT_LOST, Problem.HOLD_EXPIRED})

    source = models.ForeignKey(CartSource, models.PROTECT, related_name="carts", verbose_name=_("source"))
    external_id = models.CharField(_("id in the shop"), max_length=64)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    email = CardlessEmailField(_("email"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    name = CardlessCharField(_("name"), max_length=120, blank=True)
    locale = CardlessCharField(max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    timezone = models.CharField(_("time zone"), max_length=40, blank=True)
    has_marketing_consent = models.BooleanField(_("agreed to mail"), default=False)
    opted_out = models.BooleanField(_("asked for no mail"), default=False)
    event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="carts", verbose_name=_("event")
    )
    items = CardlessJSONField(_("items"), default=list)
    """[{"name": str, "quantity": int, "unit_cents": int, "fees_cents": int}]"""
    total_cents = models.PositiveBigIntegerField(_("total"), default=0)
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    step = CardlessCharField(_("step"), max_length=40, blank=True)
    problem = models.CharField(_("problem"), max_length=20, choices=Problem, blank=True)
    problem_code = CardlessCharField(_("what failed"), max_length=60, blank=True)
    """What buyers with the same trouble share: the discount code, the bank's reason, the address that failed."""
    problem_detail = CardlessCharField(_("what the buyer saw"), max_length=300, blank=True)
    problem_at = models.DateTimeField(_("problem seen"), null=True, blank=True)
    resume_url = CardlessURLField(max_length=500, blank=True)
    order_reference = CardlessCharField(_("order"), max_length=64, blank=True)
    ordered_at = models.DateTimeField(_("bought"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"))
    active_at = models.DateTimeField(_("last activity"))
    due_at = models.DateTimeField(_("next deadline"), null=True, blank=True)
    """While open: when it counts as abandoned. While abandoned: when we give it up."""
    abandoned_at = models.DateTimeField(_("abandoned"), null=True, blank=True)
    setback = CardlessCharField(_("why the last sweep left it"), max_length=300, blank=True)
    ticket = models.ForeignKey(
        Ticket, models.SET_NULL, null=True, blank=True, related_name="carts", verbose_name=_("case")
    )

    objects = CartQuerySet.as_manager()

    class Meta:
        ordering = ["-active_at"]
        verbose_name = _("cart")
        verbose_name_plural = _("carts")
        indexes = [
            models.Index(fields=["due_at"], name="cart_due", condition=models.Q(status__in=["open", "abandoned"])),
            models.Index(fields=["-active_at", "-id"], name="cart_active"),
            models.Index(fields=["email", "event"], name="cart_email_event"),
            models.Index(fields=["phone", "-active_at"], name="cart_phone"),
            models.Index(Upper("order_reference"), name="cart_order", condition=~models.Q(order_reference="")),
            models.Index(fields=["-problem_at"], name="cart_problem", condition=~models.Q(problem="")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="cart_unique_in_source"),
            models.CheckConstraint(
                name="cart_bought_has_moment",
                condition=~models.Q(status__in=["completed", "recovered"]) | models.Q(ordered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Cart %(id)s") % {"id": self.external_id})

    @property
    def is_open(self) -> bool:
        """The buyer is in the checkout."""
        return self.status == self.Status.OPEN

    @property
    def is_unfinished(self) -> bool:
        return self.status in self.UNFINISHED

    def get_absolute_url(self) -> str:
        return reverse("carts:detail", args=[self.pk])

    @property
    def trouble(self) -> str:
        """What went wrong in words for agents ("Discount code rejected: SUMMER"), never a machine's code."""
        words = self.get_problem_display() if self.problem else str(self.Problem.NONE.label)
        meaning = words_for_agents(self.problem, self.problem_code) if self.problem else ""
        return f"{words}: {meaning}" if meaning else words

    @property
    def literal(self) -> str:
        """The shop's code and message for small print, where `trouble` does not say them already."""
        return read_texts(self.problem, self.problem_code, self.problem_detail)[1]

    @property
    def case_subject(self) -> str:
        """What a case of this cart is about. Buyers read it in our answers, so it repeats nothing that failed."""
        words = self.get_problem_display() if self.problem else _("Tickets left in the cart")
        return f"{words} · {self.event}" if self.event else str(words)

    @property
    def items_with_sums(self) -> list[dict]:
        """The items, each with what one costs with fees and what all of it costs together, in cents."""
        each = [item["unit_cents"] + item["fees_cents"] for item in self.items]
        return [
            item | {"each_cents": cents, "sum_cents": cents * item["quantity"]}
            for item, cents in zip(self.items, each, strict=True)
        ]

    @property
    def buyer(self) -> str:
        """Whoever it is, in the best words that we have."""
        return self.name or self.email or self.phone or str(_("Unknown buyer"))


class CartEvent(models.Model):
    """Something that happened in a checkout, as the shop reported it. Repeats are dropped, order does not matter."""

    class Kind(models.TextChoices):
        UPDATED = "cart.updated", _("Cart changed")
        STEP = "checkout.step", _("Checkout step")
        DISCOUNT_REJECTED = "discount.rejected", _("Discount code rejected")
        PAYMENT_DECLINED = "payment.declined", _("Card declined")
        SEAT_LOST = "seat.lost", _("Seats lost")
        HOLD_EXPIRED = "hold.expired", _("Hold expired")
        JS_ERROR = "js.error", _("Error on the page")
        HTTP_ERROR = "http.error", _("The shop did not answer")
        ORDER_COMPLETED = "order.completed", _("Order completed")
        ORDER_REFUNDED = "order.refunded", _("Order refunded")
        EMPTIED = "cart.emptied", _("Cart emptied")
        OPTOUT = "optout", _("Opted out of email")

    PROBLEMS: ClassVar[Mapping[str, Cart.Problem]] = {
        Kind.DISCOUNT_REJECTED: Cart.Problem.DISCOUNT_REJECTED,
        Kind.PAYMENT_DECLINED: Cart.Problem.PAYMENT_DECLINED,
        Kind.SEAT_LOST: Cart.Problem.SEAT_LOST,
        Kind.HOLD_EXPIRED: Cart.Problem.HOLD_EXPIRED,
        Kind.JS_ERROR: Cart.Problem.SCRIPT_ERROR,
        Kind.HTTP_ERROR: Cart.Problem.SERVER_ERROR,
    }
    TROUBLE = frozenset(PROBLEMS)

    source = models.ForeignKey(CartSource, models.PROTECT, related_name="events", verbose_name=_("source"))
    event_id = models.CharField(_("id in the source"), max_length=64)
    cart = models.ForeignKey(Cart, models.CASCADE, related_name="events", verbose_name=_("cart"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    occurred_at = models.DateTimeField(_("when"))
    """By our clock: the shop's moment plus the skew of its clock (received - sent)."""
    seq = models.BigIntegerField(default=0)
    payload = CardlessJSONField(_("payload"), default=dict)
    is_from_browser = models.BooleanField(_("from the browser"), default=False)
    received_at = models.DateTimeField(_("received"))

    class Meta:
        ordering = ["occurred_at", "seq", "event_id"]
        verbose_name = _("cart event")
        verbose_name_plural = _("cart events")
        indexes = [models.Index(fields=["cart", "occurred_at"], name="cart_event_of_cart")]
        # A browser may not take the id of an event that the shop's server is about to report.
        constraints = [
            models.UniqueConstraint(
                fields=["source", "is_from_browser", "event_id"], name="cart_event_unique_in_source"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.occurred_at:%H:%M:%S}"

    @property
    def is_trouble(self) -> bool:
        return self.kind in CartEvent.TROUBLE

    @property
    def is_purchase(self) -> bool:
        return self.kind == CartEvent.Kind.ORDER_COMPLETED

    @property
    def icon(self) -> str:
        if self.is_trouble:
            return "alert-triangle"
        if self.is_purchase:
            return "shopping-cart-check"
        return "chevrons-right" if self.kind == CartEvent.Kind.STEP else "shopping-cart"

    @property
    def gist(self) -> str:
        """What an agent wants to know of it besides its kind, in words: the step, the order, why it failed."""
        if not self.is_trouble:
            return " · ".join(dict.fromkeys(self._texts("step", "order_id")))
        words, literal = self._reasons
        return words or (str(_("for an unknown reason")) if literal else "")

    @property
    def literal(self) -> str:
        """The shop's codes and messages for small print, where `gist` does not say them already."""
        return self._reasons[1]

    @property
    def _reasons(self) -> tuple[str, str]:
        return read_texts(CartEvent.PROBLEMS.get(self.kind, ""), *self._texts("code", "reason", "message"))

    def _texts(self, *names: str) -> list[str]:
        values = (self.payload.get(name) for name in names)
        return [str(value)[:120] for value in values if isinstance(value, str | int) and value]
