-- Window functions: each airport's three worst days, and how far each lies above the
-- airport's own mean. Days with fewer than 50 departures do not count.
WITH days AS (
  SELECT
    origin,
    CAST(date AS DATE) AS day,
    count(*) AS departures,
    avg(delay) AS mean_delay
  FROM flights
  GROUP BY origin, CAST(date AS DATE)
  HAVING count(*) >= 50
),
ranked AS (
  SELECT
    *,
    row_number() OVER (PARTITION BY origin ORDER BY mean_delay DESC, day) AS place,
    avg(mean_delay) OVER (PARTITION BY origin) AS usual_delay
  FROM days
)
SELECT
  origin,
  place,
  day,
  departures,
  round(mean_delay, 1) AS mean_delay,
  round(mean_delay - usual_delay, 1) AS above_usual
FROM ranked
WHERE place <= 3
ORDER BY origin, place;
