"""What a TypeScript program may get wrong about Greenroom, and the compiler has to notice."""

from pathlib import Path

from tests.typescript import BY_NODE, Complaint, compiled

HEAD = """\
import { io, type Socket } from "socket.io-client";
import type { Acknowledgement, ClientToServerEvents, EntryError, Handshake } from "./greenroom.js";
import type { NewRoom, Problem, RoomSocket, ServerToClientEvents, UserView } from "./greenroom.js";
type PlainSocket = Socket<ServerToClientEvents, ClientToServerEvents>;
const socket: SOCKET_TYPE = io("/rooms");
"""

MISTAKES: dict[str, tuple[str, str, str]] = {
    "a misspelt event": ('socket.on("room:stat", () => {});', "TS2345", '"room:stat"'),
    "a misspelt event, heard once": (
        'socket.once("user:join", () => {});',
        "TS2345",
        '"user:join"',
    ),
    "a misspelt command": ('socket.emit("room:klose", () => {});', "TS2345", '"room:klose"'),
    "a misspelt command, awaited": ('socket.emitWithAck("room:klose");', "TS2345", '"room:klose"'),
    "a command to listen to": ('socket.on("room:kick", () => {});', "TS2345", '"room:kick"'),
    "a wrong payload": (
        'socket.emit("room:kick", { kickUserId: 7 }, () => {});',
        "TS2345",
        "number",
    ),
    "a wrong payload, awaited": (
        'socket.emitWithAck("room:kick", { kickUserId: 7 });',
        "TS2322",
        "'number' is not assignable to type 'string'",
    ),
    "a payload that is no object": ('socket.emitWithAck("room:kick", "Ben");', "TS2345", "'Kick'"),
    "the payload of another command": (
        'socket.emitWithAck("room:kick", { newHostId: "" });',
        "TS2353",
        "'newHostId' does not exist in type 'Kick'",
    ),
    "no payload": ('socket.emit("room:kick");', "TS2345", "[payload: Kick]"),
    "no payload, but a callback": (
        'socket.emit("room:kick", () => {});',
        "TS2345",
        "[payload: Kick]",
    ),
    "no payload, awaited": ('socket.emitWithAck("room:kick");', "TS2554", "Expected 2 arguments"),
    "no field": ('socket.emitWithAck("room:kick", {});', "TS2741", "'kickUserId' is missing"),
    "a field too many": (
        'socket.emit("room:kick", { kickUserId: "", why: "" }, () => {});',
        "TS2345",
        "why: string",
    ),
    "a field too many, awaited": (
        'socket.emitWithAck("room:kick", { kickUserId: "", why: "" });',
        "TS2353",
        "'why' does not exist in type 'Kick'",
    ),
    "a payload where there is none": (
        'socket.emitWithAck("room:close", { why: "" });',
        "TS2554",
        "Expected 1 arguments",
    ),
    "a field that an event has not": (
        'socket.on("room:state", ({ members }) => members);',
        "TS2339",
        "'members' does not exist on type 'RoomState'",
    ),
    "a field that a user has not": (
        'socket.on("room:state", ({ users }) => users[0]?.name);',
        "TS2339",
        "'name' does not exist on type 'UserView'",
    ),
    "a payload taken for its field": (
        'socket.on("user:joined", (user: UserView) => user);',
        "TS2345",
        "(payload: UserJoined) => void",
    ),
    "a payload of an event without": (
        'socket.on("user:kicked", (payload: string) => payload);',
        "TS2345",
        "() => void",
    ),
    "a reason that is none": (
        'socket.on("user:left", ({ reason }) => reason === "BORED");',
        "TS2367",
        "'LeaveReason'",
    ),
    "a code that is none": (
        'socket.on("error:room", ({ code }) => code === "NOT_HOSTS");',
        "TS2367",
        "'CommandCode'",
    ),
    "the error of an answer that may be a good one": (
        'socket.emit("room:close", (answer) => answer.error);',
        "TS2339",
        "'error' does not exist on type 'Acknowledgement'",
    ),
    "that of an awaited one": (
        'socket.emitWithAck("room:close").then(({ error }) => error);',
        "TS2339",
        "'error' does not exist on type 'Acknowledgement'",
    ),
    "an answer taken for a text": (
        'socket.emit("room:close", (answer: string) => answer);',
        "TS2345",
        "(answer: string) => string",
    ),
    "an answer within a time, taken for one without": (
        'socket.timeout(1).emit("room:close", (answer: Acknowledgement) => answer);',
        "TS2345",
        "(err: Error, answer: Acknowledgement) => void",
    ),
    "the reason for a refusal that may be none": (
        'socket.on("connect_error", ({ data }: EntryError) => data.code);',
        "TS18048",
        "'data' is possibly 'undefined'",
    ),
    "a command's code at the door": (
        'socket.on("connect_error", ({ data }: EntryError) => data?.code === "NOT_HOST");',
        "TS2367",
        "'EntryCode | undefined'",
    ),
    "a body with a wrong field": (
        '({ displayName: "Ada", size: 8 }) satisfies NewRoom;',
        "TS2353",
        "'size' does not exist in type 'NewRoom'",
    ),
    "a problem's code that is none": (
        '(problem: Problem) => problem.code === "ROOM_IS_FULL";',
        "TS2367",
        "'ProblemCode'",
    ),
    "a handshake without a token": ("({ code: '' }) satisfies Handshake;", "TS2353", "'Handshake'"),
}
"""The line that makes the mistake, the compiler's code for it, and a part of what it says, where
`socket` is a `RoomSocket`."""


def complaints_about_mistakes(project: Path, socket_type: str) -> dict[str, list[Complaint]]:
    """What the compiler has against each line, for a socket of this type."""
    text = HEAD.replace("SOCKET_TYPE", socket_type)
    text += "\n".join(line for line, _, _ in MISTAKES.values())
    (project / "mistakes.ts").write_text(text)
    lines = text.splitlines()
    said: dict[str, list[Complaint]] = {line: [] for line in lines}
    for complaint in compiled(project, *BY_NODE, "mistakes.ts"):
        said[lines[complaint.line - 1]].append(complaint)
    return said
