"""New tokens for a socket that stays."""

import asyncio
from collections.abc import Callable

from engineio.packet import Packet

from application.ports import Identity, Lifetime
from application.renew_token import RenewToken
from entrypoints.realtime import packets
from entrypoints.realtime.messages.outgoing import UserToken

SOONEST = 1.0
"""Seconds between two tokens at least: of a life of a second, half is over when it begins."""


class Renewal:
    """Sends a socket a new token whenever half the life of its last one is over."""

    __slots__ = ("_first", "_post", "_renew", "_timer", "_who")

    def __init__(
        self, renew: RenewToken, who: Identity, life: Lifetime, post: Callable[[Packet], None]
    ) -> None:
        """`life` is that of the token that the socket came with."""
        self._renew = renew
        self._who = who
        self._first: Lifetime | None = life
        self._post = post
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """From now on; at once, if the socket came with a token that is past its half."""
        life, self._first = self._first, None
        if life is None:
            return
        left = self._renew.due_in(life).total_seconds()
        if left > 0:
            self._send_in(left)
        else:
            self._send()

    def stop(self) -> None:
        """No more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _send(self) -> None:
        token, life = self._renew(self._who)
        self._send_in(max(self._renew.due_in(life).total_seconds(), SOONEST))
        self._post(packets.event(UserToken(token)))

    def _send_in(self, seconds: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(seconds, self._send)
