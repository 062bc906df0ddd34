"""The whole contract."""

from application.contract.announcing import Announcing
from application.contract.changing import Changing
from application.contract.comparing import Comparing
from application.contract.crowding import Crowding
from application.contract.deadlines import Deadlines
from application.contract.departing import Departing
from application.contract.ending import Ending
from application.contract.following import Following
from application.contract.keeping import Keeping
from application.contract.racing import Racing
from application.contract.racing_to_end import RacingToEnd
from application.contract.settling import Settling
from application.contract.tracing import Tracing


class StoreContract(
    Tracing,
    Comparing,
    Deadlines,
    Settling,
    Departing,
    Crowding,
    RacingToEnd,
    Racing,
    Following,
    Announcing,
    Changing,
    Ending,
    Keeping,
):
    """Everything that `RoomRepository` and `RoomFeed` promise, as tests.

    Each test is a coroutine method that takes one `StoreUnderTest` and raises an
    `AssertionError` which says what promise was broken. pytest runs them from the last class
    to the first, so that they ask for one thing after another: `pytest --stepwise` tells the
    author of a store what to build next.
    """
