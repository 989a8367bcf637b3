"""The invented texts of the demonstration, kept as TOML next to this module."""

import tomllib
from pathlib import Path
from typing import Any


def read(name: str) -> dict[str, Any]:
    """The content of `name`.toml."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text())


def dollars(cents: int) -> str:
    return f"${cents / 100:,.2f}"
