"""Whose request it is, by peer and `X-Forwarded-For`."""

from typing import Any

import pytest

from entrypoints.addresses import UNKNOWN, Addresses

PROXY = "10.0.0.1"


def source(peer: str | None, *forwarded: str, trusted: tuple[str, ...] = (PROXY,)) -> str:
    scope: Any = {
        "client": (peer, 40000) if peer is not None else None,
        "headers": [(b"x-forwarded-for", line.encode("latin-1")) for line in forwarded],
    }
    return Addresses(trusted).source_of(scope)


def test_without_a_proxy_the_source_is_the_peer() -> None:
    assert source("203.0.113.7") == "203.0.113.7"


def test_a_forwarded_address_from_an_untrusted_peer_counts_for_nothing() -> None:
    assert source("203.0.113.7", "198.51.100.1", trusted=()) == "203.0.113.7"
    assert source("203.0.113.7", "198.51.100.1") == "203.0.113.7"


def test_behind_a_trusted_proxy_the_source_is_who_the_proxy_saw() -> None:
    assert source(PROXY, "203.0.113.7") == "203.0.113.7"


def test_what_the_client_wrote_itself_is_left_of_what_counts() -> None:
    assert source(PROXY, "127.0.0.1, 198.51.100.1, 203.0.113.7") == "203.0.113.7"


def test_a_trusted_proxy_is_known_by_its_own_address_and_nobody_else_is() -> None:
    addresses = Addresses(("10.0.0.0/8",))
    forwarded = [(b"x-forwarded-for", b"10.0.0.1")]
    asked = {"10.9.9.9": True, "::ffff:10.0.0.1": True, "203.0.113.7": False, "a path": False}
    for peer, is_proxy in asked.items():
        assert addresses.is_proxy({"client": (peer, 1), "headers": forwarded}) is is_proxy
    assert not addresses.is_proxy({"client": None, "headers": forwarded})
    assert not Addresses(()).is_proxy({"client": ("10.0.0.1", 1), "headers": []})


def test_trusted_proxies_in_the_chain_are_passed_over() -> None:
    trusted = ("10.0.0.0/8", "192.0.2.9")
    assert source(PROXY, "198.51.100.1, 203.0.113.7, 10.9.9.9, 192.0.2.9", trusted=trusted) == (
        "203.0.113.7"
    )


def test_several_header_lines_are_read_as_one() -> None:
    assert source(PROXY, "198.51.100.1", "203.0.113.7") == "203.0.113.7"


def test_a_chain_of_nothing_but_proxies_counts_as_the_furthest_of_them() -> None:
    assert source(PROXY, "10.0.0.3, 10.0.0.2", trusted=("10.0.0.0/8",)) == "10.0.0.3"


def test_a_trusted_proxy_that_says_nothing_is_the_source_itself() -> None:
    assert source(PROXY) == PROXY


@pytest.mark.parametrize(
    "garbage", ["", " , ,", "unknown", "1.2.3.4.5", "\x00\xff", "[", "a" * 9999]
)
def test_an_unreadable_entry_ends_the_search_at_the_proxy_that_wrote_it(garbage: str) -> None:
    assert source(PROXY, f"203.0.113.7, {garbage}") == PROXY


@pytest.mark.parametrize("entry", ["203.0.113.7:5000", "::ffff:203.0.113.7"])
def test_ports_and_mapped_addresses_are_understood(entry: str) -> None:
    assert source(PROXY, entry) == "203.0.113.7"


@pytest.mark.parametrize(
    "entry", ["2001:db8:1:2:3::4", "[2001:db8:1:2::9]:443", "2001:db8:1:2::%eth0"]
)
def test_an_ipv6_client_is_counted_by_its_64(entry: str) -> None:
    assert source(PROXY, entry) == "2001:db8:1:2::/64"


def test_neighbouring_ipv6_networks_are_different_sources() -> None:
    assert source("2001:db8:1:2::1") != source("2001:db8:1:3::1")


def test_an_ipv4_proxy_is_recognised_in_its_mapped_form() -> None:
    assert source(f"::ffff:{PROXY}", "203.0.113.7") == "203.0.113.7"


def test_a_peer_without_an_address_is_one_source() -> None:
    assert source(None, "203.0.113.7") == UNKNOWN
    assert source("", "203.0.113.7") == UNKNOWN


def test_a_proxy_that_is_no_address_is_refused_at_start() -> None:
    with pytest.raises(ValueError):
        Addresses(["proxy.example"])
