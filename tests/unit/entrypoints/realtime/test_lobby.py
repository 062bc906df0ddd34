"""How many connections of one address may be outside a room."""

from typing import Any

from prometheus_client import CollectorRegistry

from entrypoints.addresses import Addresses
from entrypoints.realtime.lobby import Lobby
from entrypoints.throttled import Throttled

PROXY = "10.0.0.1"


def a_lobby() -> Lobby:
    return Lobby(Addresses([PROXY]), 2, Throttled(CollectorRegistry()))


def of(address: str, forwarded: str = "") -> dict[str, Any]:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return {"client": (address, 5000), "headers": headers}


def test_one_over_the_limit_is_not_let_in() -> None:
    lobby = a_lobby()
    assert lobby.arrive(of("192.0.2.1"))
    assert lobby.arrive(of("192.0.2.1"))
    assert lobby.arrive(of("192.0.2.1")) is None
    assert len(lobby) == 2


def test_one_who_leaves_makes_room_for_one_more() -> None:
    lobby = a_lobby()
    leave = lobby.arrive(of("192.0.2.1"))
    lobby.arrive(of("192.0.2.1"))
    assert leave is not None
    leave()
    assert lobby.arrive(of("192.0.2.1"))
    assert lobby.arrive(of("192.0.2.1")) is None


def test_every_address_has_room_of_its_own() -> None:
    lobby = a_lobby()
    for address in ("192.0.2.1", "192.0.2.2"):
        lobby.arrive(of(address))
        lobby.arrive(of(address))
    assert len(lobby) == 4


def test_an_ipv6_customer_is_one_address() -> None:
    lobby = a_lobby()
    lobby.arrive(of("2001:db8::1"))
    lobby.arrive(of("2001:db8::2"))
    assert lobby.arrive(of("2001:db8::3")) is None


def test_behind_a_trusted_proxy_the_client_counts_and_elsewhere_nobody_invents_one() -> None:
    lobby = a_lobby()
    for client in range(4):
        assert lobby.arrive(of(PROXY, forwarded=f"192.0.2.{client}"))
    for client in range(2):
        assert lobby.arrive(of("198.51.100.1", forwarded=f"192.0.3.{client}"))
    assert lobby.arrive(of("198.51.100.1", forwarded="192.0.3.9")) is None


def test_nothing_is_left_when_all_have_left() -> None:
    lobby = a_lobby()
    leaving = [lobby.arrive(of(f"192.0.2.{number}")) for number in range(100)]
    for leave in leaving:
        assert leave is not None
        leave()
    assert len(lobby) == 0
    assert lobby._waiting == {}
