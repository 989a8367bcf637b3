"""The carts board: its columns, the search, and the case that a cart becomes when somebody takes it up."""

from carts.board.cases import link_cart_to_ticket, open_case_for_cart
from carts.board.columns import read_board
from carts.board.search import find_carts

__all__ = ["find_carts", "link_cart_to_ticket", "open_case_for_cart", "read_board"]
