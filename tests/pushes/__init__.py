"""Push, against a push service that is real but for its browsers."""
