"""The demonstration's believable world: invented people, their problems, calls, carts and a manager's board.

Everything is played through the services with moments of the past, from a fixed seed: the same dice fall the same way.
"""
