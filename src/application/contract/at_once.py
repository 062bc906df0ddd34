"""Many changes at the same time, and what became of each."""

import asyncio
from collections.abc import Iterable

from application.commit import Committed
from application.contract.store_under_test import StoreUnderTest
from application.ports import Change

Outcome = Committed | BaseException


async def turns(count: int) -> None:
    """Lets others run for a while."""
    for _ in range(count):
        await asyncio.sleep(0)


async def at_once(
    stores: StoreUnderTest, code: str, changes: Iterable[Change], *, start: int = 0
) -> list[Outcome]:
    """The outcomes of changes of one room by both nodes in turn, in the order of the changes.

    Node number `start` begins.
    """
    return await asyncio.gather(
        *(
            stores.node(turn).rooms.update(code, change)
            for turn, change in enumerate(changes, start)
        ),
        return_exceptions=True,
    )


def done(outcomes: Iterable[Outcome]) -> list[Committed]:
    """Those that were committed."""
    return [outcome for outcome in outcomes if isinstance(outcome, Committed)]


def only(kind: type[Exception], outcomes: Iterable[Outcome]) -> list[Exception]:
    """Those that failed, each of which must have failed with `kind`."""
    failed: list[Exception] = []
    for outcome in outcomes:
        if isinstance(outcome, kind):
            failed.append(outcome)
        elif isinstance(outcome, BaseException):
            raise AssertionError(
                f"of changes at once, one failed with {outcome!r}, and not with {kind.__name__}"
            ) from outcome
    return failed
