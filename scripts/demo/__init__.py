"""The demonstration: everything that Press 4 needs, started by one command and ended by Ctrl-C."""


class DemoError(Exception):
    """The demonstration cannot start or go on; the message is what a person needs to know."""
