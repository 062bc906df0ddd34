// The lobby's room: what each event makes of it.
import assert from "node:assert/strict";
import test from "node:test";
import { after, member } from "./room.js"; // test_lobby.py puts them side by side
import { newsOf } from "./words.js";

const user = (id, changes) => ({ id, displayName: `Name ${id}`, isConnected: true, ...changes });
const state = { room: { code: "ABC", hostId: "a", isLocked: false, maxUsers: 20 }, users: [user("a"), user("b")] };
const room = after(null, "room:state", state);

test("a state is the whole room, whatever was known before", () => {
  assert.deepEqual(room, { ...state.room, users: state.users, expiresAt: null });
  const other = { room: { ...state.room, code: "XYZ" }, users: [] };
  assert.deepEqual(after(room, "room:state", other), { ...other.room, users: [], expiresAt: null });
});

test("who joins is the last, and is known once, however often it is told", () => {
  const joined = after(room, "user:joined", { user: user("c", { isConnected: false }) });
  const connected = after(joined, "user:connected", { user: user("c") });
  assert.deepEqual(connected.users.map(({ id }) => id), ["a", "b", "c"]);
  assert.equal(member(connected, "c").isConnected, true);
});

test("who is away stays a member, and who leaves does not", () => {
  const away = after(room, "user:disconnected", { user: user("b", { isConnected: false }) });
  assert.equal(member(away, "b").isConnected, false);
  assert.equal(member(after(away, "user:left", { userId: "b", reason: "LEFT" }), "b"), undefined);
});

test("the lock and the host are as told", () => {
  assert.equal(after(room, "room:lock_toggled", { isLocked: true }).isLocked, true);
  assert.equal(after(room, "room:host_updated", { hostId: "b" }).hostId, "b");
});

test("any change takes the end of the room away, until it is announced again", () => {
  const expiring = after(room, "room:expiring", { expiresAt: "2026-01-01T00:00:00.000Z" });
  assert.equal(expiring.expiresAt, "2026-01-01T00:00:00.000Z");
  assert.equal(after(expiring, "room:lock_toggled", { isLocked: true }).expiresAt, null);
});

test("what is no change of the room leaves the same object", () => {
  for (const event of ["user:token", "error:room", "room:closed", "toString"]) {
    assert.equal(after(room, event, {}), room);
  }
  assert.equal(after(null, "user:joined", { user: user("c") }), null);
});

test("nothing that was there before is changed", () => {
  const kept = structuredClone(room);
  after(room, "user:left", { userId: "a" });
  after(room, "user:joined", { user: user("c") });
  assert.deepEqual(room, kept);
});

test("who has left is still named in the news", () => {
  const left = { userId: "b", reason: "KICKED" };
  const told = { before: room, room: after(room, "user:left", left), me: "a" };
  assert.equal(newsOf("user:left", left, told), "Name b was removed.");
});

test("one is back in the room only when the connection was lost", () => {
  const told = (changes) => newsOf("room:state", state, { before: room, room, me: "a", ...changes });
  assert.equal(told({ before: null }), "You are in room ABC.");
  assert.equal(told({ isLost: true }), "You are back in the room.");
  assert.equal(told({}), "");
});
