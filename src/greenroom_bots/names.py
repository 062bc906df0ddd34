"""What the players are called."""

NAMES = (
    "Ada", "Ben", "Cleo", "Dara", "Emil", "Femi", "Grace", "Hiro", "Ines", "Jonas", "Kofi", "Lena",
    "Mina", "Noor", "Olga", "Pavel", "Quinn", "Rosa", "Sami", "Tove", "Uma", "Vera", "Wim", "Xenia",
    "Yara", "Zoe",
)  # fmt: skip


def name_of(seat: int, turn: int, players: int) -> str:
    """The player who is the `turn`th on a seat, of so many seats. Nobody in a room is called as
    another is, unless it has more seats than there are names."""
    number = seat + turn * players
    rounds, place = divmod(number, len(NAMES))
    return NAMES[place] if not rounds else f"{NAMES[place]} {rounds + 1}"
