"""How a budget is told in header fields (draft-ietf-httpapi-ratelimit-headers)."""

from application.ports import Allowance
from entrypoints.http.answer import Headers
from entrypoints.http.throttle import tell, told


def test_policy_and_what_is_left_of_it_are_told() -> None:
    assert dict(told(Allowance(limit=20, window=60, remaining=19, reset=60))) == {
        b"ratelimit-policy": b'"default";q=20;w=60',
        b"ratelimit": b'"default";r=19;t=60',
    }


def test_budgets_are_told_one_behind_another() -> None:
    headers: Headers = [(b"vary", b"Origin")]
    tell(Allowance(limit=20, window=60, remaining=19, reset=60), headers)
    tell(Allowance(limit=5, window=9, remaining=0, reset=8, retry_after=8, budget="few"), headers)
    assert headers == [
        (b"vary", b"Origin"),
        (b"ratelimit-policy", b'"default";q=20;w=60, "few";q=5;w=9'),
        (b"ratelimit", b'"default";r=19;t=60, "few";r=0;t=8'),
    ]
