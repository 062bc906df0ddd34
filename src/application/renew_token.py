"""Keep a member's token good for as long as its socket is open."""

from datetime import timedelta

from application.ports import Clock, Identity, Lifetime, Tokens


class RenewToken:
    """Says when a token should be followed by a new one, and gives that: at half its life, so
    that whoever keeps the last one given can always come back.

    The store is not asked: an open socket is a member's, and a token opens nothing that the
    store does not allow. `clock` is the one that tokens are issued by.
    """

    def __init__(self, tokens: Tokens, clock: Clock) -> None:
        self._tokens = tokens
        self._clock = clock

    def due_in(self, life: Lifetime) -> timedelta:
        """Time until half of a token's life is over; negative when it is."""
        issued, expires = life
        return issued + (expires - issued) / 2 - self._clock.now()

    def __call__(self, who: Identity) -> tuple[str, Lifetime]:
        """A new token, and how long it is good."""
        token = self._tokens.issue(who)
        return token, self._tokens.lifetime(token)
