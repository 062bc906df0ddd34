"""How a budget is told in header fields (draft-ietf-httpapi-ratelimit-headers)."""

from application.ports import Allowance
from entrypoints.http.throttle import told


def test_policy_and_what_is_left_of_it_are_told() -> None:
    assert dict(told(Allowance(limit=20, window=60, remaining=19, reset=60))) == {
        b"ratelimit-policy": b'"default";q=20;w=60',
        b"ratelimit": b'"default";r=19;t=60',
    }
