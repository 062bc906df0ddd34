"""The function in PostgreSQL that counts requests."""

RATE_FUNCTION = """
CREATE OR REPLACE FUNCTION spend(
  of_source bytea, token bigint, most bigint, span bigint,
  guard bytea, guard_most bigint, guard_span bigint,
  OUT spent bigint, OUT reset bigint, OUT retry bigint
) LANGUAGE plpgsql AS $$
DECLARE
  now bigint := floor(extract(epoch FROM clock_timestamp()) * 1000);
  known bigint[];
  known_tokens bigint[];
  kept bigint[];
  kept_tokens bigint[];
BEGIN
  IF guard IS NOT NULL THEN
    SELECT array_agg(at ORDER BY at) INTO kept
      FROM budgets b, unnest(b.times) AS at
      WHERE b.source = guard AND at > now - guard_span AND at <= now;
    IF cardinality(kept) >= guard_most THEN
      spent := -1;
      retry := kept[cardinality(kept) - guard_most + 1] + guard_span - now;
      RETURN;
    END IF;
  END IF;

  LOOP
    INSERT INTO budgets VALUES (of_source, '{}', '{}', clock_timestamp()) ON CONFLICT DO NOTHING;
    SELECT b.times, b.tokens INTO known, known_tokens
      FROM budgets b WHERE b.source = of_source FOR UPDATE;
    EXIT WHEN FOUND;
  END LOOP;
  now := floor(extract(epoch FROM clock_timestamp()) * 1000);
  SELECT coalesce(array_agg(least(at, now) ORDER BY place), '{}'),
      coalesce(array_agg(tk ORDER BY place), '{}')
    INTO kept, kept_tokens
    FROM unnest(known, known_tokens) WITH ORDINALITY AS entry (at, tk, place)
    WHERE at > now - span;
  retry := 0;
  IF token = ANY(kept_tokens) THEN
    NULL;
  ELSIF cardinality(kept) < most THEN
    kept := kept || now;
    kept_tokens := kept_tokens || token;
  ELSE
    retry := kept[cardinality(kept) - most + 1] + span - now;
  END IF;
  spent := cardinality(kept);
  reset := kept[1] + span - now;
  IF kept <> known THEN
    UPDATE budgets b SET times = kept, tokens = kept_tokens,
      kept_until = to_timestamp((kept[cardinality(kept)] + span) / 1000.0)
      WHERE b.source = of_source;
  END IF;
END
$$;
"""
"""One request of `of_source`: how many count now, and the milliseconds until the oldest stops
counting and until one more may pass (0: this one did). Times are milliseconds, oldest first.

While the guard has `guard_most` requests in its span, the request is refused, and the count is
-1. A request that is sent again, because its reply was lost, is known by its token and counted
once. Requests from the future (the server's clock was set back) count as made just now; for the
guard, which is looked at and not spent, they don't count.
"""

SPEND = "SELECT * FROM spend($1, $2, $3, $4, $5, $6, $7)"
