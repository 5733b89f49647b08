-- The busiest connections, both directions counted together: the smaller airport code
-- always comes first. `airports` is joined twice, once for each end.
WITH routes AS (
  SELECT
    least(origin, destination) AS one_end,
    greatest(origin, destination) AS other_end,
    count(*) AS flights,
    avg(delay) AS mean_delay
  FROM flights
  GROUP BY 1, 2
)
SELECT
  one.city || ' – ' || other.city AS route,
  r.one_end || '–' || r.other_end AS airports,
  r.flights,
  round(r.mean_delay, 1) AS mean_delay
FROM routes AS r
JOIN airports AS one ON one.iata = r.one_end
JOIN airports AS other ON other.iata = r.other_end
ORDER BY r.flights DESC
LIMIT 50;
