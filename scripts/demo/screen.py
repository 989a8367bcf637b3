"""What the demonstration says on the terminal."""

import json
import time
from collections.abc import Mapping
from pathlib import Path

from .ports import Ports


class Screen:
    """Lines with the seconds since the start, so that a wait can be seen to be one."""

    def __init__(self) -> None:
        self.began = time.monotonic()

    def step(self, sentence: str) -> None:
        print(f"{self.elapsed():6.1f} s  {sentence} …", flush=True)

    def detail(self, line: str) -> None:
        if line:
            print(f"{self.elapsed():6.1f} s    {line}", flush=True)

    def say(self, sentence: str) -> None:
        print(f"\n{sentence}", flush=True)

    def elapsed(self) -> float:
        return time.monotonic() - self.began


def welcome(screen: Screen, desk: Mapping[str, str], ports: Ports, directory: Path) -> None:
    """Say where to look, who to be, and how to end it."""
    town = desk["SIMULATOR_URL"].rstrip("/")
    base = desk["PUBLIC_BASE_URL"].rstrip("/")
    addresses = [
        ("The desk", f"{base}/"),
        ("Handsets", f"{town}/phones"),
        ("Ticket shop", f"{town}/shop"),
        ("Mailbox", f"{town}/mail"),
        ("API docs", f"{base}/api/docs/"),
        ("Mail server", f"127.0.0.1:{ports.mail} (SMTP, for every address @{desk['INBOUND_MAIL_DOMAIN']})"),
    ]
    print(f"\nPress 4 is open after {screen.elapsed():.0f} seconds.\n")
    for name, address in addresses:
        print(f"  {name:<12} {address}")
    if accounts := read_accounts(directory):
        print("\nSign in with an e-mail address and its password:\n")
        width = max(len(account["email"]) for account in accounts)
        for account in accounts:
            print(f"  {account['email']:<{width}}  {account['password']}  {account['what']}")
    print(
        f"\nLogs and data are in {directory}.\nCtrl-C ends everything; `make demo-reset` forgets the data.", flush=True
    )


def read_accounts(directory: Path) -> list[dict[str, str]]:
    """prepare_demo writes the accounts next to the town."""
    file = directory / "accounts.json"
    return json.loads(file.read_text())["accounts"] if file.exists() else []
