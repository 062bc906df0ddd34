"""Tokens that a running server did not issue, made of one that it did."""

from collections.abc import Callable

import jwt

from tests.nodes import SECRET

Forge = Callable[[str], str]

OTHER_SECRET = "another secret, as long as the right one"
LONGEST = 1_000_000


def claims_in(token: str) -> dict[str, object]:
    """What this token claims, unverified."""
    return dict(jwt.decode(token, options={"verify_signature": False}))


def changed(
    secret: str = SECRET, algorithm: str = "HS256", kid: str | None = None, **claims: object
) -> Forge:
    """What makes another token of a good one: other claims (None: without it), or signature."""

    def change(token: str) -> str:
        said = claims_in(token) | claims
        left = {name: value for name, value in said.items() if value is not None}
        headers = {"kid": kid} if kid is not None else None
        return jwt.encode(left, secret if algorithm != "none" else "", algorithm, headers)

    return change


FORGED: dict[str, Forge] = {
    "expired": changed(exp=1_000_000_000),
    "without expiry": changed(exp=None),
    "by a foreign issuer": changed(iss="elsewhere"),
    "for a foreign audience": changed(aud="greenroom:admin"),
    "signed with another secret": changed(secret=OTHER_SECRET),
    "signed with a secret of another name": changed(kid="AAAAAAAA"),
    "with a path for the name of its secret": changed(kid="../../../dev/null"),
    "not signed": changed(algorithm="none"),
    "signed in another way": changed(algorithm="HS512", secret=SECRET * 2),
    "without a user": changed(userId=None),
    "with a list for a room": changed(roomCode=["ABCDEF"]),
    "cut short": lambda token: token[:-2],
    "without its signature": lambda token: token.rpartition(".")[0],
    "with another signature": lambda token: token[:-6] + token[-6:].swapcase(),
}
