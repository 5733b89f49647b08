-- Where do flights leave late? 3 million flights, joined with the airports they left from.
-- Run it with Ctrl/Cmd+Enter, then open Plan: the join keeps the 3,376 airports in memory
-- and streams the flights past them, and only the three columns it needs are read.
SELECT
  a.state,
  count(*) AS departures,
  round(avg(f.delay), 1) AS mean_delay,
  round(100.0 * count(*) FILTER (WHERE f.delay > 30) / count(*), 1) AS late_percent,
  max(f.delay) AS worst_delay
FROM airports AS a
JOIN flights AS f ON f.origin = a.iata
WHERE f.distance > 250
GROUP BY a.state
HAVING count(*) > 5000
ORDER BY late_percent DESC, a.state;
