"""The token in the `Authorization` header (RFC 6750)."""

from application.errors import InvalidToken

REALM = 'Bearer realm="greenroom"'


def bearer_token(authorization: list[str]) -> str:
    """The token in the header's values. Raises `InvalidToken` unless there is exactly one."""
    token = _token(authorization[0]) if len(authorization) == 1 else None
    if token is None:
        raise InvalidToken("The Authorization header must be: Bearer <token>.")
    return token


def challenge(authorization: str | None) -> str:
    """What to say with a 401: the error is named only to one who showed a token (RFC 6750, 3.1)."""
    if authorization is None or _token(authorization) is None:
        return REALM
    return f'{REALM}, error="invalid_token"'


def _token(authorization: str) -> str | None:
    scheme, _, token = authorization.strip().partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and token else None
