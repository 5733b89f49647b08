-- Deliberately heavy: counts pairs of flights that left the same airport with the same delay,
-- several billion of them. Start it, watch the Plan pane fill, then press Cancel.
SELECT
  a.origin,
  count(*) AS pairs,
  avg(abs(a.distance - b.distance)) AS mean_difference
FROM flights AS a
JOIN flights AS b ON b.origin = a.origin AND b.delay = a.delay
GROUP BY a.origin
ORDER BY pairs DESC;
