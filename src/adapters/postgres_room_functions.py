"""The functions in PostgreSQL that write rooms. Mechanism only: every rule is decided before,
in Python."""

LATE = "GR001"
"""The state in which `commit_room` ends when the not-after passed while it was at work."""

ROOM_FUNCTIONS = """
CREATE OR REPLACE FUNCTION commit_room(
  kind text, of_code text, of_room text, expected text, next_revision text, next_version bigint,
  deadline timestamptz, room_json text, users_json text, not_after timestamptz,
  channel text, notice text, message text,
  OUT outcome text, OUT now timestamptz, OUT room text, OUT users text
) LANGUAGE plpgsql AS $$
DECLARE
  is_late boolean := clock_timestamp() > not_after;
  there rooms%ROWTYPE;
BEGIN
  IF is_late THEN
    NULL;
  ELSIF kind = 'add' THEN
    DELETE FROM rooms r WHERE r.code = of_code AND r.expires_at <= clock_timestamp();
    INSERT INTO rooms VALUES
      (of_code, of_room, next_revision, next_version, deadline, room_json, users_json)
      ON CONFLICT DO NOTHING;
  ELSIF kind = 'write' THEN
    UPDATE rooms r
      SET revision = next_revision, version = next_version, expires_at = deadline,
        room = room_json, users = users_json
      WHERE r.code = of_code AND r.room_id = of_room AND r.revision = expected
        AND r.expires_at > clock_timestamp();
  ELSIF kind = 'close' THEN
    DELETE FROM rooms r
      WHERE r.code = of_code AND r.room_id = of_room AND r.revision = expected
        AND r.expires_at > clock_timestamp();
  ELSE
    PERFORM FROM rooms r
      WHERE r.code = of_code AND r.room_id = of_room AND r.revision = expected
        AND r.expires_at > clock_timestamp();
  END IF;

  IF FOUND AND NOT is_late THEN
    IF kind <> 'check' THEN
      IF message IS NOT NULL THEN
        INSERT INTO outbox (revision, code, version, message)
          VALUES (next_revision, of_code, next_version, message);
      END IF;
      PERFORM pg_notify(channel, notice);
    END IF;
    now := clock_timestamp();
    IF now > not_after THEN
      RAISE EXCEPTION 'late' USING ERRCODE = 'GR001';
    END IF;
    outcome := 'done';
    RETURN;
  END IF;

  SELECT r.* INTO there FROM rooms r
    WHERE r.code = of_code AND r.expires_at > clock_timestamp();
  now := clock_timestamp();
  IF there.revision = next_revision AND kind IN ('add', 'write') THEN
    outcome := 'done';
  ELSIF is_late THEN
    outcome := 'late';
  ELSIF there.code IS NULL THEN
    outcome := 'none';
  ELSE
    outcome := 'room';
    room := there.room;
    users := there.users;
  END IF;
END
$$;
"""
"""`commit_room` is the one way in which a room is written: in one statement, which is one
transaction. The kind is `add`, `write`, `close` or `check` (compare only).

It returns `done`, also when this very commit stands there already (its reply was lost); `late`
when the not-after has passed; else what stands there now: `room` or `none`. It looks at the time
again when the work is done, as it may have waited for somebody else's lock; all is undone then.

What waits for a row that another writes compares anew with what that one has left.
"""

READ = """
SELECT clock_timestamp() AS now, r.room, r.users FROM (SELECT) AS one
  LEFT JOIN rooms r ON r.code = $1 AND r.expires_at > clock_timestamp()
"""
"""A room as it stands, and the time in any case."""

COMPARE = """
SELECT clock_timestamp() AS now, r.code, r.revision FROM (SELECT) AS one
  LEFT JOIN rooms r ON r.code = ANY($1::text[]) AND r.expires_at > clock_timestamp()
"""
"""The revisions of those of these rooms that are there, and the time in any case."""

COMMIT = "SELECT * FROM commit_room($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
"""As the parameters of `commit_room`."""
