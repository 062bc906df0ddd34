"""Rooms full of visitors, spread over nodes."""

import httpx

from tests.visitor import PATIENCE, Visitor


async def rooms_of(urls: tuple[str, ...], rooms: int, clients: int) -> list[list[Visitor]]:
    """So many rooms with so many members each, who sit on the nodes in turn. The first of each
    is its host."""
    async with httpx.AsyncClient(base_url=urls[0], trust_env=False, timeout=PATIENCE) as http:
        return [await _room(http, urls, clients) for _ in range(rooms)]


async def _room(http: httpx.AsyncClient, urls: tuple[str, ...], clients: int) -> list[Visitor]:
    admitted = (await http.post("/rooms", json={"displayName": "Host"})).raise_for_status().json()
    code, tokens = admitted["roomCode"], [admitted["token"]]
    for number in range(1, clients):
        body = {"displayName": f"Guest {number}"}
        joined = await http.post(f"/rooms/{code}/join", json=body)
        tokens.append(joined.raise_for_status().json()["token"])
    return [Visitor(urls[turn % len(urls)], code, token) for turn, token in enumerate(tokens)]
