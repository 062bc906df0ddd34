"""Whoever hears everything that nodes and their clients say to each other over sockets."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from entrypoints.app import VERSION
from entrypoints.realtime.asyncapi import asyncapi_document
from tests.witness.conversation import OPEN, Conversation
from tests.witness.described import Described, Occurrence
from tests.witness.node import FROM_CLIENT, RECORD, TO_CLIENT
from tests.witness.readings import Readings

DOCUMENT = asyncapi_document(VERSION)
"""What a node serves as `/asyncapi.json`."""

ROOT = Path(__file__).parents[2]
WITH_TESTS = f"{ROOT / 'src'}{os.pathsep}{ROOT}"


class Testimony(NamedTuple):
    """What was said that is not in the document, a sentence each, and what that is in it."""

    faults: list[str]
    occurrences: set[Occurrence]


class SocketWitness:
    """Listens to nodes, and compares what is said with the AsyncAPI document."""

    def __init__(self) -> None:
        self.described = Described(json.loads(DOCUMENT))
        self._readings = Readings(self.described)
        self._records: list[_Record] = []
        self._testimony = Testimony([], set())

    @contextmanager
    def listening(self, folder: Path) -> Iterator[dict[str, str]]:
        """Listen to a node (`tests.witness.node`) while the block lasts, by way of this folder.
        Yields what is to be among its variables."""
        path = folder / "sockets"
        record = _Record(path, self._readings)
        self._records.append(record)
        try:
            yield {RECORD: str(path), "PYTHONPATH": WITH_TESTS}
        finally:
            self._take(record)
            self._records.remove(record)

    def testimony(self) -> Testimony:
        """What was said since the last call."""
        for record in self._records:
            self._take(record)
        testimony, self._testimony = self._testimony, Testimony([], set())
        return testimony

    def _take(self, record: "_Record") -> None:
        for conversation in record.news():
            self._testimony.faults.extend(conversation.faults)
            self._testimony.occurrences.update(conversation.occurred)
            conversation.faults.clear()
            conversation.occurred.clear()


class _Record:
    """What one node has written down of its sockets."""

    def __init__(self, path: Path, readings: Readings) -> None:
        self._path = path
        self._read = 0  # bytes
        self._readings = readings
        self._conversations: dict[str, Conversation] = {}
        """By the id of the connection, and by the name of the request that opens it."""

    def news(self) -> Iterator[Conversation]:
        """The conversations that have gone on since the last call."""
        heard: dict[int, Conversation] = {}
        for request, sid, way, packet in self._lines():
            conversation = self._conversation(sid or request)
            heard[id(conversation)] = conversation
            if sid is None and way == TO_CLIENT and packet is not None and packet.startswith(OPEN):
                self._conversations[json.loads(packet[1:])["sid"]] = conversation
            (conversation.hear if way == FROM_CLIENT else conversation.say)(packet)
        yield from heard.values()

    def _conversation(self, name: str) -> Conversation:
        if name not in self._conversations:
            self._conversations[name] = Conversation(self._readings)
        return self._conversations[name]

    def _lines(self) -> Iterator[tuple[str, str | None, str, str | None]]:
        """Whole ones: the last is being written, or the node was killed over it."""
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            file.seek(self._read)
            for line in file:
                if line.endswith(b"\n"):
                    self._read += len(line)
                    yield json.loads(line)
