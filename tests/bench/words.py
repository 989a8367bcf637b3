"""What people write, as it is spread in real desks: a few words are everywhere and most are rare (Zipf's law)."""

import itertools
from pathlib import Path
from random import Random

RARE, RARE_CASES = "xylophone", 7
"""A word that so many cases hold, however many there are."""
COMMON = "code"
DOMAINS = ["gmail.example", "outlook.example", "mail.example", "proton.example", "icloud.example", "web.example"]
FIRST_NAMES = [
    "Maria",
    "James",
    "Anna",
    "Mohamed",
    "Olivia",
    "Liam",
    "Sofia",
    "Noah",
    "Emma",
    "José",
    "Zoë",
    "Jürgen",
    "Chloé",
    "Łukasz",
    "Aiko",
    "Priya",
    "Wei",
    "Fatima",
    "Ivan",
    "Elena",
    "Thomas",
    "Sarah",
    "David",
    "Laura",
    "Peter",
    "Julia",
    "Carlos",
    "Nina",
    "Omar",
    "Ingrid",
    "Søren",
    "Beatriz",
    "Hugo",
    "Amélie",
    "Marek",
    "Tereza",
    "Kofi",
    "Amara",
    "Yuki",
    "Ravi",
    "Leila",
    "Mateo",
    "Isla",
    "Oscar",
    "Freya",
    "Björn",
    "Siobhán",
    "Declan",
    "Aoife",
    "Giulia",
]
LAST_NAMES = [
    "Smith",
    "Müller",
    "García",
    "Nguyen",
    "Johnson",
    "Silva",
    "Kowalski",
    "Brown",
    "Rossi",
    "Kim",
    "Ivanov",
    "Jones",
    "Schmidt",
    "Fernández",
    "Williams",
    "Dubois",
    "Patel",
    "Novák",
    "Andersson",
    "Martin",
    "Tanaka",
    "O'Connor",
    "Weber",
    "Lopez",
    "Davis",
    "Hansen",
    "Singh",
    "Moreau",
    "Wilson",
    "Horváth",
    "Costa",
    "Taylor",
    "Bianchi",
    "Chen",
    "Murphy",
    "Jensen",
    "Walker",
    "Popescu",
    "Okafor",
    "Nakamura",
    "Santos",
    "Fischer",
    "Clarke",
    "Virtanen",
    "Haddad",
    "Byrne",
    "Lindqvist",
    "Marino",
    "Öztürk",
    "Vogel",
]
SUBJECTS = (
    "Discount code refused",
    "Card declined at checkout",
    "Lost my seats while paying",
    "Cannot transfer my tickets",
    "Refund for a cancelled show",
    "Presale code says expired",
    "Charged twice",
    "No confirmation mail",
    "Wrong date on the order",
    "App does not show the barcode",
)
COMMON_WORDS = [
    "the",
    "my",
    "to",
    "code",
    "and",
    "tickets",
    "was",
    "it",
    "for",
    "not",
    "order",
    "i",
    "payment",
    "refused",
    "again",
    "card",
    "on",
    "seats",
    "show",
    "please",
    "email",
    "you",
    "have",
    "been",
    "with",
    "this",
    "that",
    "after",
    "concert",
    "website",
    "error",
    "page",
    "checkout",
    "money",
    "refund",
    "phone",
    "waiting",
    "called",
    "minutes",
    "still",
    "paid",
    "event",
    "barcode",
    "account",
    "date",
    "name",
    "row",
    "section",
    "presale",
    "discount",
    "password",
    "screen",
    "message",
    "app",
    "bank",
    "confirmation",
    "friend",
    "price",
    "fee",
    "transfer",
    "cancelled",
    "charged",
    "twice",
    "help",
    "today",
    "tomorrow",
    "night",
    "door",
    "queue",
    "venue",
    "manager",
    "answer",
    "number",
    "wrong",
    "missing",
    "print",
]
FIRST_NAMES, LAST_NAMES, COMMON_WORDS = (
    part.split("\n", 1)[1].split() for part in Path(__file__).with_suffix(".txt").read_text().split("# ")[1:]
)
SYLLABLES = ["".join(letters) for letters in itertools.product("bdfgklmnprstv", "aeio")]
RARE_WORDS = ["".join(parts) for parts in itertools.islice(itertools.product(SYLLABLES, repeat=3), 20_000)]


class Writer:
    """Names and sentences out of one stream of chance: the same seed writes the same."""

    words = COMMON_WORDS + RARE_WORDS
    weights = list(itertools.accumulate(1 / rank for rank in range(1, len(words) + 1)))
    name_weights = list(itertools.accumulate(1 / (rank + 5) for rank in range(len(FIRST_NAMES))))

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def name(self) -> str:
        first, last = (
            self.random.choices(names, cum_weights=self.name_weights)[0] for names in (FIRST_NAMES, LAST_NAMES)
        )
        return f"{first} {last}"

    def sentence(self, length: int) -> str:
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=length)).capitalize() + "."

    def subject(self) -> str:
        """What all the others also have, and two words of one's own."""
        return f"{self.random.choice(SUBJECTS)}, {self.sentence(2).lower()[:-1]}"

    def body(self) -> str:
        return " ".join(self.sentence(self.random.randint(5, 14)) for _sentence in range(self.random.randint(1, 3)))


def address_of(name: str, number: int) -> str:
    """A mail address made of a name, and of a number so that no two are alike."""
    first, last = name.lower().translate(PLAIN).split()
    return f"{first}.{last}{number}@{DOMAINS[number % 7 % len(DOMAINS)]}"


PLAIN = str.maketrans("éëöøüłáíñçńřžěůőąęśó", "eeooulaincnrzeuoaeso", "'")
