"""Who is shown `/metrics`."""

import pytest

from entrypoints.http.app import HttpLimits
from tests.http_server import World, client_of, problem_in
from tests.scrapes import scrape_of

TOKEN = "whoever knows this may look at the figures"
KEPT = HttpLimits(metrics_token=TOKEN)


async def test_everybody_is_where_no_token_is_set() -> None:
    async with client_of(World()) as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert scrape_of(answer.text).figure("greenroom_http_requests_total") == 0


async def test_where_it_is_switched_off_there_is_nothing() -> None:
    async with client_of(World(limits=HttpLimits(serves_metrics=False))) as client:
        answer = await client.get("/metrics")
    assert problem_in(answer)["code"] == "NOT_FOUND"


async def test_whoever_shows_the_token_is() -> None:
    async with client_of(World(limits=KEPT)) as client:
        answer = await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "shown",
    [None, "Bearer", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", "Bearer ä"],
)
async def test_whoever_does_not_is_told_how(shown: str | None) -> None:
    headers = {} if shown is None else {"Authorization": shown.encode("latin-1")}
    async with client_of(World(limits=KEPT)) as client:
        answer = await client.get("/metrics", headers=headers)
    assert answer.status_code == 401
    assert problem_in(answer)["code"] == "UNAUTHORIZED"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert "greenroom_" not in answer.text
