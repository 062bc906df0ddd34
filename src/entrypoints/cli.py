"""The command `greenroom`."""

import argparse
import sys
from dataclasses import replace
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from entrypoints.settings import Settings

# What a command needs is imported by it: `greenroom --help` answers at once.


def main(arguments: list[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    options = _parser().parse_args(arguments)
    from entrypoints.settings import InvalidSettings, Settings

    try:
        return int(options.run(Settings.load(), options))
    except InvalidSettings as error:
        print(f"greenroom: {error}", file=sys.stderr)  # noqa: T201
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="greenroom",
        description="A server for short-lived rooms that people enter with a code.",
        epilog="Configured by environment variables and a file .env: see docs/configuration.md.",
    )
    parser.add_argument("--version", action="version", version=version("greenroom"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_serve(commands.add_parser("serve", help="run the server"))
    check = commands.add_parser(
        "check", help="check the configuration and whether the store answers"
    )
    check.set_defaults(run=_check)
    return parser


def _add_serve(serve: argparse.ArgumentParser) -> None:
    serve.set_defaults(run=_serve)
    serve.add_argument("--host", help="where to listen (default: HOST, or 127.0.0.1)")
    serve.add_argument("--port", type=_port, help="port (default: PORT, or 3000); 0: any free one")
    serve.add_argument("--reload", action="store_true", help="restart when the code changes")
    serve.add_argument(
        "--workers",
        type=_count,
        default=1,
        metavar="N",
        help="N nodes, on PORT, PORT+1, ...; more than one needs Redis or STORE, and a proxy with "
        "affinity for clients that poll",
    )


def _serve(settings: "Settings", options: argparse.Namespace) -> int:
    host = settings.host if options.host is None else options.host
    port = settings.port if options.port is None else options.port
    settings = replace(settings, host=host, port=port)
    if options.workers > 1:
        from entrypoints.nodes import serve_nodes

        return serve_nodes(settings, options.workers)
    if options.reload:
        from entrypoints.reloading import serve_reloading

        return serve_reloading(settings)
    from entrypoints.serve import serve

    return serve(settings)


def _check(settings: "Settings", options: argparse.Namespace) -> int:
    from entrypoints.check import check

    return check(settings)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text}")
    return port


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 64:
        raise argparse.ArgumentTypeError(f"the number of nodes is from 1 to 64, not {text}")
    return count


if __name__ == "__main__":
    sys.exit(main())
