"""The README says what the code says."""

import re
from pathlib import Path

from entrypoints.http.problems import PROTOCOL, STATUS
from entrypoints.realtime.messages.incoming import INCOMING
from entrypoints.realtime.messages.outgoing import OUTGOING
from entrypoints.realtime.refusals import REPLACED
from entrypoints.runner import FLAGS
from entrypoints.variables import Variable
from tests.configured import VARIABLES
from tests.description import description_of
from tests.http_server import World

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text()


def section(heading: str) -> str:
    """The text under a heading, as far as the next one."""
    return README.split(f"{heading}\n", 1)[1].split("\n#", 1)[0]


def tables_in(text: str) -> list[list[str]]:
    """The cells of every row of every table, without the heads."""
    rows = re.findall(r"^\| (.*) \|$", text, re.MULTILINE)
    return [row.split(" | ") for row in rows if row.startswith("`")]


def row_of(variable: Variable[object]) -> str:
    default = {None: "not set", "": "empty"}.get(variable.default, f"`{variable.default}`")
    return f"| `{variable.name}` | {default} | {variable.allowed} | {variable.meaning} |"


def told_over_http() -> set[tuple[str, str]]:
    """Every code with its status, as the HTTP entrypoint tells them."""
    of_errors = {(kind.code, str(status)) for kind, status in STATUS.items()}
    return of_errors | {(code, str(status)) for status, (code, _) in PROTOCOL.items()}


def sent_over_sockets() -> set[str]:
    """Every event, in both directions."""
    return {kind.event for kind in (*INCOMING, *OUTGOING)}


async def requests_served() -> dict[str, tuple[str, str]]:
    """Each request, the status when it is done, and those when it is refused. A fault of the
    server is never meant to be."""
    document = (await description_of(World().app())).openapi.document
    served = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            done, *refused = sorted(set(operation["responses"]) - {"500"})
            served[f"`{method.upper()} {path}`"] = (done, " ".join(refused))
    return served


def test_the_readme_has_every_setting_with_its_default_and_range() -> None:
    assert "\n".join(map(row_of, VARIABLES.values())) in section("## Configuration")


async def test_the_readme_has_every_request_with_its_statuses() -> None:
    told = {name: (done, refused) for name, done, refused in tables_in(section("## HTTP"))}
    assert told == await requests_served()


def test_the_readme_has_every_error_code() -> None:
    told = {code.strip("`") for code, *_ in tables_in(section("## Error codes"))}
    known = {code for code, _ in told_over_http()}
    assert told == known | {REPLACED.code}


def test_the_readme_has_the_status_of_every_error_code_that_http_can_tell() -> None:
    rows = tables_in(section("## Error codes"))
    told = {(code.strip("`"), status) for code, status, *rest in rows if rest}
    assert told <= told_over_http()
    of_commands = {"NOT_HOST", "ALREADY_HOST", "CANNOT_KICK_SELF", "SESSION_REPLACED"}
    assert {code for code, _ in told} == {code for code, _ in told_over_http()} - of_commands


def test_the_readme_has_every_event() -> None:
    rows = tables_in(section("### To the server")) + tables_in(section("### To the client"))
    assert {event.strip("`") for event, *_ in rows} == sent_over_sockets()


def test_the_readme_has_every_flag_that_a_foreign_runner_should_be_given() -> None:
    command = section("## Deploy").split("uvicorn --factory", 1)[1].split("```", 1)[0]
    assert [flag for flag in FLAGS.values() if flag not in command] == []


def test_every_link_in_the_readme_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
