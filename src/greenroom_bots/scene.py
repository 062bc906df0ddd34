"""What all players of a run have in common."""

from collections.abc import Callable
from dataclasses import dataclass

from greenroom_bots.doors import Doors
from greenroom_bots.findings import Findings
from greenroom_bots.options import Options
from greenroom_bots.tally import Tally


@dataclass(frozen=True, slots=True)
class Scene:
    """`now` tells seconds, from any beginning."""

    options: Options
    doors: Doors
    tally: Tally
    findings: Findings
    now: Callable[[], float]
