"""The secret changes, and nobody is logged out (docs/operate.md, "Changing the secret")."""

from collections.abc import Iterator

import httpx
import jwt
import pytest

from tests.nodes import SECRET, Node, node_process, on_store
from tests.parties import Party
from tests.shared_stores import SharedStore

NEW = "the next secret, of which no token knows yet"


@pytest.fixture(scope="module")
def before(store: SharedStore) -> Iterator[Node]:
    with node_process(on_store(store.url)) as node:
        yield node


@pytest.fixture(scope="module")
def rotated(store: SharedStore) -> Iterator[Node]:
    """The old secret verifies, another one signs."""
    secrets = {"JWT_SECRET": NEW, "JWT_PREVIOUS_SECRETS": SECRET}
    with node_process(on_store(store.url) | secrets) as node:
        yield node
        assert SECRET not in node.log()


@pytest.fixture(scope="module")
def after(store: SharedStore) -> Iterator[Node]:
    """The old secret is dropped."""
    with node_process(on_store(store.url) | {"JWT_SECRET": NEW}) as node:
        yield node


async def _rejoin(node: Node, code: str, token: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=node.url, trust_env=False) as http:
        return await http.post(
            f"/rooms/{code}/rejoin", headers={"authorization": f"Bearer {token}"}
        )


async def test_a_token_from_before_the_rotation_is_exchanged_for_one_that_outlives_it(
    before: Node, rotated: Node, after: Node
) -> None:
    async with Party([before.url]) as party:
        old = (await party.invite("Ada")).token
        answer = await _rejoin(rotated, party.code, old)
        assert answer.status_code == 200
        new = answer.json()["token"]
        assert jwt.get_unverified_header(new)["kid"] != jwt.get_unverified_header(old)["kid"]
        assert (await _rejoin(after, party.code, new)).status_code == 200


async def test_a_token_from_before_the_rotation_opens_a_socket(before: Node, rotated: Node) -> None:
    async with Party([before.url]) as party, Party([rotated.url]) as elsewhere:
        old = (await party.invite("Ada")).token
        assert (await elsewhere.known(old).enter())["users"][0]["isConnected"]


async def test_it_is_refused_once_the_secret_is_dropped(before: Node, after: Node) -> None:
    async with Party([before.url]) as party:
        ada = await party.invite("Ada")
        answer = await _rejoin(after, party.code, ada.token)
        assert answer.status_code == 401
        assert answer.json()["code"] == "UNAUTHORIZED"
