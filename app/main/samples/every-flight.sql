-- Rows arrive as soon as the first batch exists; scroll anywhere in the 3 million while the
-- rest is still being read. Only the rows on screen travel to the window.
SELECT
  *,
  CAST(date AS DATE) AS day,
  date_part('hour', date) AS hour,
  delay > 15 AS late,
  round(distance * 1.609344) AS distance_km
FROM flights;
