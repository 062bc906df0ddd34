// What goes over a socket of Greenroom, for socket.io-client, and what goes over HTTP. Made from
// its AsyncAPI and OpenAPI documents by `make types`: not to be edited.
import type { Socket } from "socket.io-client";

/**
 * What the server says: `socket.on(event, listener)`.
 */
export interface ServerToClientEvents {
  /**
   * The whole room at one version. To a socket that enters, and again whenever some event may have
   * been missed; it replaces everything. Every later event is exactly one step on.
   */
  "room:state": (payload: RoomState) => void;
  /**
   * The room is gone. To all, who are then disconnected for good.
   */
  "room:closed": (payload: RoomClosed) => void;
  /**
   * The room is about to reach its deadline, which any change moves. To all.
   */
  "room:expiring": (payload: RoomExpiring) => void;
  /**
   * Another member is the host now. To all.
   */
  "room:host_updated": (payload: HostUpdated) => void;
  /**
   * The room is locked, or unlocked. To all.
   */
  "room:lock_toggled": (payload: LockToggled) => void;
  /**
   * Someone joined over HTTP, and is about to connect. To all.
   */
  "user:joined": (payload: UserJoined) => void;
  /**
   * A member is here. To all others; to itself only after its node was taken for dead.
   */
  "user:connected": (payload: UserConnected) => void;
  /**
   * A member's connection is gone; it stays a member. To all others, and as `user:connected` to
   * itself.
   */
  "user:disconnected": (payload: UserDisconnected) => void;
  /**
   * The host sent this user away, who is then disconnected for good. To the kicked alone.
   */
  "user:kicked": () => void;
  /**
   * Someone is no member any more: left, was kicked, or was away for too long. To the others.
   */
  "user:left": (payload: UserLeft) => void;
  /**
   * A new token for one who stays, at half the life of the last one. To that user.
   */
  "user:token": (payload: UserToken) => void;
  /**
   * A command was refused, or the socket is sent away. To the one whom it concerns.
   */
  "error:room": (payload: RoomFault) => void;
}

/**
 * What the server is told: `socket.emit(command, ...)`.
 */
export interface ClientToServerEvents {
  /**
   * The host closes the room. Everything of it is gone, and every token is worth nothing.
   */
  "room:close": (ack: (answer: Acknowledgement) => void) => void;
  /**
   * Leaves the room for good.
   */
  "room:leave": (ack: (answer: Acknowledgement) => void) => void;
  /**
   * The host sends a member away.
   */
  "room:kick": (payload: Kick, ack: (answer: Acknowledgement) => void) => void;
  /**
   * The host locks the room, or unlocks it. Nobody joins a locked room.
   */
  "room:toggle_lock": (ack: (answer: Acknowledgement) => void) => void;
  /**
   * The host makes another member the host.
   */
  "room:transfer_host": (payload: TransferHost, ack: (answer: Acknowledgement) => void) => void;
}

/**
 * How a command is answered.
 */
export type Acknowledgement = Done | Refused;

/**
 * A client's socket: `const socket: RoomSocket = io("/rooms", { auth: { token } })`. It sends a
 * command with a callback for the answer, or without one; as a plain
 * `Socket<ServerToClientEvents, ClientToServerEvents>` its `emit` insists on the callback.
 */
export interface RoomSocket extends Socket<ServerToClientEvents, ClientToServerEvents> {
  emit<Command extends keyof ClientToServerEvents>(
    command: Command,
    ...args:
      | Parameters<ClientToServerEvents[Command]>
      | Unasked<Parameters<ClientToServerEvents[Command]>>
  ): this;
}

type Unasked<Args> = Args extends [...infer Payload, ack: unknown] ? Payload : never;

/**
 * What `connect_error` brings. With `data`, the server has refused the socket, which then stays
 * away; without, there was no connection, and the client goes on trying by itself.
 */
export interface EntryError extends Error {
  data?: EntryFault;
}

/**
 * Enters the room of the token: `io("/rooms", { auth: { token } })`.
 */
export interface Handshake {
  /**
   * What create, join or rejoin answered.
   */
  token: string;
}

/**
 * The socket is in (a stock client's `connect`). `room:state` follows.
 */
export interface Entered {
  sid: string;
}

/**
 * The socket is refused (a stock client's `connect_error`), and stays away by itself.
 */
export interface EntryRefused {
  /**
   * A sentence that may be shown to a person.
   */
  message: string;
  data: EntryFault;
}

/**
 * Why a socket was refused. `retryAfter` is there with `RATE_LIMITED`.
 */
export interface EntryFault {
  code: EntryCode;
  /**
   * Seconds to wait before `connect()`.
   */
  retryAfter?: number;
}

/**
 * The command is done, and stored. The event that announces it may come before or after.
 */
export interface Done {
  ok: true;
}

/**
 * The command is refused; `error:room` says the same.
 */
export interface Refused {
  ok: false;
  error: CommandFault;
}

/**
 * Why a command was refused.
 */
export interface CommandFault {
  code: CommandCode;
  /**
   * A sentence that may be shown to a person.
   */
  message: string;
}

/**
 * The host sends a member away.
 */
export interface Kick {
  kickUserId: string;
}

/**
 * The host makes another member the host.
 */
export interface TransferHost {
  newHostId: string;
}

/**
 * The whole room at one version. To a socket that enters, and again whenever some event may have
 * been missed; it replaces everything. Every later event is exactly one step on.
 */
export interface RoomState {
  room: RoomView;
  users: UserView[];
  version: number;
}

/**
 * A room, as everybody sees it who knows its code.
 */
export interface RoomView {
  code: string;
  /**
   * The id of the user who is its host.
   */
  hostId: string;
  /**
   * Nobody joins a locked room.
   */
  isLocked: boolean;
  /**
   * Users that it may have, its host included.
   */
  maxUsers: number;
  /**
   * A room is open.
   */
  state: "CREATED";
  /**
   * ISO 8601, UTC, in milliseconds.
   */
  createdAt: string;
  /**
   * ISO 8601, UTC, in milliseconds.
   */
  updatedAt: string;
}

/**
 * A member. Socket ids and node names stay in the store. One whose connection was lost a moment ago
 * is still shown as connected (`PRESENCE_GRACE_SECONDS`).
 */
export interface UserView {
  id: string;
  displayName: string;
  roomCode: string;
  isConnected: boolean;
  joinedAt: string;
}

/**
 * The room is gone. To all, who are then disconnected for good.
 */
export interface RoomClosed {
  reason: ClosedReason;
}

/**
 * Why a room is gone: closed by its host, left by the last one in it, closed by those who run the
 * server, past its deadline, or lost by the store.
 */
export type ClosedReason = "EXPIRED" | "HOST_CLOSED" | "HOST_LEFT" | "LOST" | "OPERATOR_CLOSED";

/**
 * The room is about to reach its deadline, which any change moves. To all.
 */
export interface RoomExpiring {
  expiresAt: string;
}

/**
 * Another member is the host now. To all.
 */
export interface HostUpdated {
  hostId: string;
}

/**
 * The room is locked, or unlocked. To all.
 */
export interface LockToggled {
  isLocked: boolean;
}

/**
 * Someone joined over HTTP, and is about to connect. To all.
 */
export interface UserJoined {
  user: UserView;
}

/**
 * A member is here. To all others; to itself only after its node was taken for dead.
 */
export interface UserConnected {
  user: UserView;
}

/**
 * A member's connection is gone; it stays a member. To all others, and as `user:connected` to
 * itself.
 */
export interface UserDisconnected {
  user: UserView;
}

/**
 * Someone is no member any more: left, was kicked, or was away for too long. To the others.
 */
export interface UserLeft {
  reason: LeaveReason;
  userId: string;
}

/**
 * Why a member is gone.
 */
export type LeaveReason = "KICKED" | "LEFT" | "TIMEOUT";

/**
 * A new token for one who stays, at half the life of the last one. To that user.
 */
export interface UserToken {
  token: string;
}

/**
 * A command was refused, or the socket is sent away. To the one whom it concerns.
 */
export interface RoomFault {
  code: CommandCode;
  /**
   * A sentence that may be shown to a person.
   */
  message: string;
}

/**
 * An RFC 9457 problem document with a `code`.
 */
export interface Problem {
  /**
   * Always the same.
   */
  type: "about:blank";
  /**
   * The status in words.
   */
  title: string;
  /**
   * The HTTP status.
   */
  status: number;
  /**
   * What went wrong, for people.
   */
  detail: string;
  code: ProblemCode;
  /**
   * The field at fault; where several are, the first.
   */
  field?: string;
  /**
   * Where several fields are at fault, each of them.
   */
  errors?: Fault[];
}

/**
 * One field and what is wrong with it.
 */
export interface Fault {
  /**
   * The field's name.
   */
  field: string;
  /**
   * What is wrong with it, for people.
   */
  detail: string;
}

/**
 * A room to be opened, and who opens it.
 */
export interface NewRoom {
  /**
   * What the others see: 2 to 20 characters of any script, marks not counted. Invisible and control
   * characters are refused, and so are names that mix Latin, Cyrillic and Greek letters.
   */
  displayName: string;
  /**
   * Users that the room may have, its host included.
   */
  maxUsers?: number | null;
}

/**
 * A member's way in: where, and the token that opens the room's HTTP and sockets.
 */
export interface Admitted {
  /**
   * The room's code.
   */
  roomCode: string;
  /**
   * Who the user is, and in which room. Keep it secret, and keep the newest one.
   */
  token: string;
}

/**
 * Someone who comes in.
 */
export interface Entry {
  /**
   * What the others see: 2 to 20 characters of any script, marks not counted. Invisible and control
   * characters are refused, and so are names that mix Latin, Cyrillic and Greek letters.
   */
  displayName: string;
}

/**
 * Whether the node takes people in: `ok`, `degraded` when a check is not, or `draining`.
 */
export interface HealthReport {
  status: "degraded" | "draining" | "ok";
  checks: Checks;
}

/**
 * One entry for each thing that has to serve. A node that drains looks at none.
 */
export interface Checks {
  /**
   * Whether the store answers.
   */
  store?: "error" | "ok";
  /**
   * Whether the node has heard itself, by way of the store, just now.
   */
  feed?: "error" | "ok";
}

/**
 * The process answers.
 */
export interface Liveness {
  status: "ok";
}

export type EntryCode =
  "UNAUTHORIZED" | "ROOM_NOT_FOUND" | "MEMBER_NOT_FOUND" | "INVALID_INPUT" | "RATE_LIMITED";

export type CommandCode =
  | "NOT_HOST"
  | "ALREADY_HOST"
  | "CANNOT_KICK_SELF"
  | "MEMBER_NOT_FOUND"
  | "ROOM_NOT_FOUND"
  | "INVALID_INPUT"
  | "SESSION_REPLACED"
  | "RATE_LIMITED"
  | "BUSY"
  | "SERVICE_UNAVAILABLE"
  | "UNKNOWN_ERROR";

/**
 * What went wrong, for programs.
 */
export type ProblemCode =
  | "INVALID_INPUT"
  | "REQUEST_TIMEOUT"
  | "PAYLOAD_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "IDEMPOTENCY_KEY_REUSED"
  | "RATE_LIMITED"
  | "UNKNOWN_ERROR"
  | "ROOM_CODE_GENERATION_FAILED"
  | "SERVICE_UNAVAILABLE"
  | "BUSY"
  | "ROOM_NOT_FOUND"
  | "NOT_FOUND"
  | "ROOM_LOCKED"
  | "ROOM_FULL"
  | "UNAUTHORIZED"
  | "MEMBER_NOT_FOUND";
