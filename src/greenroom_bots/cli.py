"""The command `greenroom bots`."""

import asyncio
import secrets
import sys
from urllib.parse import urlsplit

import click

from greenroom_bots.options import Options

INTERRUPTED = 130
"""The exit status of one who was stopped at once, as shells have it."""

ABOVE_ZERO = click.FloatRange(min=0, min_open=True)


class Address(click.ParamType[str]):
    """Where a server is: `http://...` or `https://...`."""

    name = "url"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            parts = urlsplit(value)
            is_one = parts.scheme in ("http", "https") and bool(parts.hostname)
            is_one = is_one and not (parts.query or parts.fragment) and parts.port != 0
        except ValueError:
            is_one = False
        if not is_one:
            self.fail(f"{value!r} is no address: it must be http://... or https://...", param, ctx)
        return value.rstrip("/")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("urls", nargs=-1, type=Address(), metavar="[URL]...")
@click.option("--rooms", type=click.IntRange(1, 1000), default=5, show_default=True, help="Rooms.")
@click.option(
    "--players",
    type=click.IntRange(1, 1000),
    default=4,
    show_default=True,
    help="Players in each room, its host included; at most the server's ROOM_MAX_USERS.",
)
@click.option("--minutes", type=ABOVE_ZERO, help="How long to play.  [default: until Ctrl-C]")
@click.option("--seconds", type=ABOVE_ZERO, help="The same in seconds; both are added.")
@click.option(
    "--pace",
    type=click.FloatRange(min=0.05),
    default=5,
    show_default=True,
    help="Mean seconds between two acts of a player.",
)
@click.option(
    "--drops",
    type=click.FloatRange(min=0),
    default=60,
    show_default=True,
    help="Mean seconds between two lost connections of a player; 0: none.",
)
@click.option("--seed", type=int, help="Of the script: the same seed, the same intentions.")
@click.option("--json", "as_json", is_flag=True, help="An object a second in place of the table.")
def bots(
    urls: tuple[str, ...],
    rooms: int,
    players: int,
    minutes: float | None,
    seconds: float | None,
    pace: float,
    drops: float,
    seed: int | None,
    as_json: bool,
) -> None:
    """Let scripted players loose on a server, and watch whether all of them see the same.

    They open rooms at each URL (default: http://127.0.0.1:3000), join, lock and unlock, hand over
    the host, kick, leave, lose their connection and come back, if need be through another URL.
    Every player compares what it is told with what the others of its room are told.

    The server limits how many rooms and requests one address may have; the bots wait as they are
    told. For a trial under load raise CREATE_THROTTLE_LIMIT and THROTTLE_LIMIT there.

    Ctrl-C ends the run and closes the rooms; a second one ends it at once. The exit status is 0
    when all agreed and nobody was lost, 1 when there is a finding or no server, and 2 when an
    option is wrong.
    """
    options = Options(
        urls=urls or ("http://127.0.0.1:3000",),
        rooms=rooms,
        players=players,
        pace=pace,
        drops=drops,
        seed=secrets.randbelow(2**32) if seed is None else seed,
        seconds=(minutes or 0) * 60 + (seconds or 0) or None,
    )
    sys.exit(_status(options, as_json=as_json))


def _status(options: Options, *, as_json: bool) -> int:
    try:
        from greenroom_bots.doors import Unusable
        from greenroom_bots.run import run
        from greenroom_bots.show import show_on
    except ModuleNotFoundError as error:
        if error.name != "aiohttp":
            raise
        raise click.ClickException("the bots need aiohttp: pip install 'greenroom[bots]'") from None
    try:
        return asyncio.run(run(options, show_on(sys.stdout, as_json=as_json)))
    except Unusable as error:
        raise click.ClickException(str(error)) from None
    except (KeyboardInterrupt, asyncio.CancelledError):
        return INTERRUPTED
