// The lobby's log: what may be shown of what went over the wire.
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { clear, record, recorded } from "./log.js"; // test_lobby.py puts them side by side

beforeEach(clear);

function told(content) {
  record({ way: "in", name: "user:token", content });
  return recorded().at(-1).content;
}

test("of a token and of a key only the beginning is told", () => {
  assert.equal(told({ token: "0123456789abc" }), '{"token":"01234567…"}');
  assert.equal(told({ Authorization: "Bearer 0123456789abc" }), '{"Authorization":"Bearer 01234567…"}');
  assert.equal(told({ "Idempotency-Key": "0123456789abc" }), '{"Idempotency-Key":"01234567…"}');
});

test("a token that is no text is told as it is", () => {
  for (const token of [null, 7, false, {}]) {
    assert.equal(told({ token }), JSON.stringify({ token }));
  }
  assert.equal(told({ token: undefined }), "{}");
});

test("the log does not grow without end, and keeps the newest", () => {
  for (let number = 1; number <= 501; number++) told(number);
  assert.equal(recorded().length, 500);
  assert.equal(recorded().at(-1).content, "501");
});
