-- The followers of runs are split, so that nodes can share them: each part goes on where the whole was.
INSERT INTO token (processor, segment, token, token_type, claimed_at, owner)
SELECT whole.processor, part, whole.token, whole.token_type, whole.claimed_at, NULL
  FROM token whole, generate_series(1, 7) part
 WHERE whole.segment = 0
   AND ((whole.processor = 'execution' AND part < 8) OR (whole.processor = 'runs' AND part < 2))
ON CONFLICT DO NOTHING;
