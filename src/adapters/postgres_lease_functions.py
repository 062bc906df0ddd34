"""The functions of the leases in PostgreSQL. Mechanism only: who may declare whom, and when, is
decided before."""

LEASE_FUNCTIONS = """
CREATE OR REPLACE FUNCTION hold_lease(
  node text, this_turn bigint, is_new boolean, lease interval, keep interval,
  entered text[], gone text[], OUT is_held boolean, OUT now timestamptz
) LANGUAGE plpgsql AS $$
DECLARE
  there nodes%ROWTYPE;
BEGIN
  IF is_new THEN
    INSERT INTO nodes VALUES (node, clock_timestamp(), false, -1, clock_timestamp())
      ON CONFLICT DO NOTHING;
  END IF;
  SELECT n.* INTO there FROM nodes n WHERE n.node_id = node FOR UPDATE;
  now := clock_timestamp();
  is_held := FOUND AND NOT there.is_dead;
  IF NOT is_held THEN
    RETURN;
  END IF;
  UPDATE nodes n
    SET ends_at = now + lease, kept_until = now + keep, turn = greatest(this_turn, there.turn)
    WHERE n.node_id = node;
  IF this_turn > there.turn THEN
    IF is_new THEN
      DELETE FROM node_rooms r WHERE r.node_id = node;
    END IF;
    INSERT INTO node_rooms SELECT node, unnest(entered) ON CONFLICT DO NOTHING;
    DELETE FROM node_rooms r WHERE r.node_id = node AND r.code = ANY(gone);
  END IF;
END
$$;

CREATE OR REPLACE FUNCTION declare_lapsed(keep interval, not_after timestamptz)
RETURNS TABLE (is_done boolean, now timestamptz, node text, codes text[])
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM nodes n WHERE n.is_dead OR n.ends_at <= clock_timestamp()
    ORDER BY n.node_id FOR UPDATE;
  now := clock_timestamp();
  is_done := now <= not_after;
  RETURN NEXT;
  IF NOT is_done THEN
    RETURN;
  END IF;
  UPDATE nodes n SET is_dead = true WHERE NOT n.is_dead AND n.ends_at <= now;
  DELETE FROM nodes n
    WHERE n.is_dead AND NOT EXISTS (SELECT FROM node_rooms r WHERE r.node_id = n.node_id);
  UPDATE nodes n SET kept_until = now + keep WHERE n.is_dead;
  RETURN QUERY
    SELECT true, now, n.node_id, array_agg(r.code)
      FROM nodes n JOIN node_rooms r USING (node_id) WHERE n.is_dead GROUP BY n.node_id;
END
$$;

CREATE OR REPLACE FUNCTION strike_room(of_node text, of_code text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM nodes n WHERE n.node_id = of_node AND n.is_dead FOR UPDATE;
  IF FOUND THEN
    DELETE FROM node_rooms r WHERE r.node_id = of_node AND r.code = of_code;
    DELETE FROM nodes n WHERE n.node_id = of_node
      AND NOT EXISTS (SELECT FROM node_rooms r WHERE r.node_id = of_node);
  END IF;
END
$$;
"""
"""Each is one transaction. Whoever changes what is kept of a node has its row locked.

`hold_lease` acquires or renews. It tells whether the node holds its lease now: one that is dead,
or unknown and not new, does not. A call that arrives after a later one, because a connection was
lost and its bytes were not, must not take out a code that has come in again: its turn is over.

`declare_lapsed` declares who is dead, and tells of all who are. The first row says whether it
came in time; then there is one for each dead node.
"""

HOLD = "SELECT * FROM hold_lease($1, $2, $3, $4, $5, $6, $7)"
LAPSED = "SELECT * FROM declare_lapsed($1, $2)"
STRIKE = "SELECT strike_room($1, $2)"
