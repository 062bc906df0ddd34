import socket
from ipaddress import ip_address

import httpx
import pytest

from entrypoints.seen_at import NOBODY, seen_at

ALL, ALL_V6 = "0.0.0.0", "::"


@pytest.mark.parametrize(
    ("host", "page"),
    [
        ("127.0.0.1", "http://127.0.0.1:3000/"),
        ("::1", "http://[::1]:3000/"),
        ("203.0.113.7", "http://203.0.113.7:3000/"),
    ],
)
def test_a_node_with_an_address_is_found_there(host: str, page: str) -> None:
    assert seen_at(host, 3000) == {"at": page}


@pytest.mark.parametrize(
    ("host", "page"), [(ALL, "http://127.0.0.1:3000/"), (ALL_V6, "http://[::1]:3000/")]
)
def test_a_node_on_all_addresses_is_found_on_the_machine_itself(host: str, page: str) -> None:
    assert seen_at(host, 3000)["at"] == page


def test_phones_find_a_node_on_all_addresses_where_others_see_its_machine() -> None:
    found = seen_at(ALL, 3000)
    if "phones" not in found:
        pytest.skip("this machine is in no network")
    page = httpx.URL(found["phones"])
    assert (page.port, page.path) == (3000, "/")
    assert not ip_address(page.host).is_loopback
    with socket.socket() as own:
        own.bind((page.host, 0))  # refused for an address that is not this machine's


def test_without_a_network_there_is_nothing_for_phones(monkeypatch: pytest.MonkeyPatch) -> None:
    unreachable = (socket.AF_INET, "255.255.255.255")  # not without SO_BROADCAST
    monkeypatch.setitem(NOBODY, 4, unreachable)
    assert seen_at(ALL, 3000) == {"at": "http://127.0.0.1:3000/"}
