"""What a node's registry has of the store that it runs on."""

import httpx

from entrypoints.app import create_app
from entrypoints.settings import Settings
from tests.http_server import serving
from tests.log_lines import logging_restored
from tests.nodes import SECRET


async def test_a_node_on_redis_tells_of_its_store_its_lease_and_its_feed(redis_url: str) -> None:
    with logging_restored():
        app = create_app(Settings(redis_url=redis_url, jwt_secret=SECRET))
        told = app.container.registry().get_sample_value
        async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as http:
            code = (await http.post("/rooms", json={"displayName": "Ada"})).json()["roomCode"]
            await http.post(f"/rooms/{code}/join", json={"displayName": "Ben"})
            await http.get(f"/rooms/{code}")
            results = [
                told("greenroom_store_operations_total", {"operation": operation, "result": "ok"})
                for operation in ("add", "update", "get")
            ]
            assert results == [1, 1, 1]
            assert told("greenroom_commits_total") == 2
            assert told("greenroom_commit_changes_sum") == 2
            assert told("greenroom_lease_held") == 1
            age = told("greenroom_feed_probe_age_seconds")
            assert age is not None
            assert 0 <= age < 5
