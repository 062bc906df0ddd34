"""What clients say of traces, to nodes behind nginx."""

import httpx

from tests.collector import collecting
from tests.nginx_server import Nginx
from tests.nodes import two_nodes
from tests.servers import ValkeyServer
from tests.traces import TRACE


async def test_nginx_keeps_what_clients_say_of_traces_to_itself(spare_valkey: ValkeyServer) -> None:
    async with collecting() as collector:
        settings = collector.soon | {"TRUSTED_PROXIES": "127.0.0.1"}
        with two_nodes(spare_valkey.url, settings) as nodes, Nginx([n.url for n in nodes]) as nginx:
            unrecorded = {"traceparent": TRACE[:-2] + "00"}
            async with httpx.AsyncClient(base_url=nginx.url, trust_env=False) as client:
                answer = await client.get("/rooms/NOBODY", headers=unrecorded)
            assert answer.status_code == 404
            (span,) = await collector.until(1, "GET /rooms/{code}")
    assert (span.above, span.trace_id == TRACE[3:35]) == ("", False)
