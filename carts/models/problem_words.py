"""Wording of problems: what a shop's error code means, for agents, and as a sentence that a buyer may read.

The codes are those of payment providers and shop systems. Nothing of a code that is not in this table reaches a buyer.
"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

DISCOUNT, PAYMENT = "discount_rejected", "payment_declined"
ANY = ""

# (problem, codes, words for agents, words for buyers). A bank's reason is told to buyers only where it is no offence.
TABLE = (
    (
        PAYMENT,
        "insufficient_funds not_sufficient_funds withdrawal_count_limit_exceeded card_velocity_exceeded",
        gettext_lazy("insufficient funds or card limit reached"),
        gettext_lazy("Your bank did not allow the payment. Another card may work."),
    ),
    (
        PAYMENT,
        "expired_card card_expired expired invalid_expiry_month invalid_expiry_year",
        gettext_lazy("the card has expired, or its date is wrong"),
        gettext_lazy("The card has expired, or its date was mistyped."),
    ),
    (
        PAYMENT,
        "incorrect_cvc invalid_cvc incorrect_number invalid_number incorrect_zip cvc_declined avs_mismatch",
        gettext_lazy("card number or security code mistyped"),
        gettext_lazy("The card number or security code was mistyped."),
    ),
    (
        PAYMENT,
        (
            "authentication_required authentication_failed 3ds_failed 3d_secure_failed three_d_secure_failed "
            "3ds_authentication_failed 3d_secure_authentication_failed payment_intent_authentication_failure"
        ),
        gettext_lazy("the bank could not confirm who pays (3-D Secure)"),
        gettext_lazy("Your bank could not confirm that it was you who paid."),
    ),
    (
        PAYMENT,
        (
            "generic_decline card_declined do_not_honor do_not_honour declined refused transaction_not_allowed "
            "call_issuer pickup_card lost_card stolen_card fraudulent"
        ),
        gettext_lazy("the bank refused and gave no reason"),
        gettext_lazy("Your bank did not allow the payment. Another card may work."),
    ),
    (
        PAYMENT,
        "processing_error issuer_not_available try_again_later reenter_transaction gateway_error",
        gettext_lazy("the payment could not be processed"),
        gettext_lazy("The payment could not be processed."),
    ),
    (
        DISCOUNT,
        "expired code_expired coupon_expired discount_expired promo_expired promotion_expired",
        gettext_lazy("the code has expired"),
        gettext_lazy("Your discount code has expired."),
    ),
    (
        DISCOUNT,
        (
            "used already_used code_used coupon_used discount_used usage_limit_reached limit_reached "
            "max_redemptions_reached"
        ),
        gettext_lazy("the code was used already"),
        gettext_lazy("Your discount code was used already."),
    ),
    (
        DISCOUNT,
        "minimum minimum_not_met below_minimum minimum_amount min_amount_not_met",
        gettext_lazy("order below the minimum for the code"),
        gettext_lazy("Your order was below the minimum for the discount code."),
    ),
    (
        DISCOUNT,
        "other_event wrong_event not_for_this_event event_mismatch not_applicable",
        gettext_lazy("the code is for another event"),
        gettext_lazy("Your discount code is for another event."),
    ),
    (
        DISCOUNT,
        "invalid invalid_code unknown_code not_found code_not_found coupon_invalid discount_invalid",
        gettext_lazy("the shop does not know the code"),
        gettext_lazy("The checkout did not accept your discount code."),
    ),
    (
        ANY,
        "timeout timed_out request_timeout gateway_timeout etimedout http_408 http_504 408 504",
        gettext_lazy("no answer in time"),
        "",
    ),
)
FALLBACKS = {
    DISCOUNT: gettext_lazy("The checkout did not accept your discount code."),
    PAYMENT: gettext_lazy("Your payment did not go through."),
    "seat_lost": gettext_lazy("The seats you chose were sold before you could pay."),
    "hold_expired": gettext_lazy("The time for your checkout ran out before you could pay."),
    "script_error": gettext_lazy("An error on our page stopped your checkout."),
    "server_error": gettext_lazy("Our shop did not respond during your checkout."),
}
WORDS = {(problem, code): (agents, buyers) for problem, codes, agents, buyers in TABLE for code in codes.split()}

STATUS = re.compile(r"(?:http_?(?:status_?)?)?([45])\d\d(?:_[a-z_]+)?")
TYPED = re.compile(r"[A-Z0-9][A-Z0-9%+-]{1,19}")
"""What buyers type as a discount code. Small letters and _ could be a machine's word, so they are not repeated."""
MACHINE = re.compile(
    r"ERR|EXCEPTION|INVALID|EXPIRE|REJECT|DECLIN|DENIED|FAIL|NULL|UNDEFINED|TIME.?OUT|HTTP|NOT_|_NOT|UNKNOWN|TRACE"
    r"|LIMIT|REQUIRED|MISMATCH|REDEMPTION|USED|MINIMUM|CODE|ORDER|CART|^E?\d{1,8}$|_\d{1,8}$"
    r"|^E(?:CONN|PIPE|AI|NOENT|NOTFOUND|PROTO|HOST|NET)|CRASH|FATAL|PANIC|SEGFAULT|ABORT|MISSING|FORBID|UNAUTH|VOID"
)


def words_for_agents(problem: str, code: str) -> str:
    """What `code` means, or "" when we do not know it. A discount code is said as it is: buyers name it."""
    if known := _known(problem, code):
        return str(known[0])
    if problem == DISCOUNT and not _is_a_machines(code):
        return code
    if problem == "server_error" and (found := STATUS.fullmatch(_key(code))):
        return _("the shop refused the request") if found[1] == "4" else _("an error in the shop")
    return ""


def words_for_buyers(problem: str, code: str) -> str:
    """One sentence about the trouble, or "" when there was none. It repeats a discount code and no other."""
    if problem == DISCOUNT and TYPED.fullmatch(code) and not _is_a_machines(code):
        return _("The checkout did not accept your code %(code)s.") % {"code": code}
    known = _known(problem, code)
    return str(known[1] if known and known[1] else FALLBACKS.get(problem, ""))


def read_texts(problem: str, *texts: str) -> tuple[str, str]:
    """What a shop said of a trouble: (in words for agents, literally what these do not say). Either may be ""."""
    meanings = {text: words_for_agents(problem, text) for text in texts if text}
    words = dict.fromkeys(filter(None, meanings.values()))
    literal = [text for text, meaning in meanings.items() if meaning != text]
    return " · ".join(words), " · ".join(literal)


def _known(problem: str, code: str) -> tuple | None:
    key = _key(code)
    return WORDS.get((problem, key)) or WORDS.get((ANY, key))


def _key(code: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", code.lower()).strip("_")


def _is_a_machines(code: str) -> bool:
    return bool(MACHINE.search(code.upper())) or _known(DISCOUNT, code) is not None
