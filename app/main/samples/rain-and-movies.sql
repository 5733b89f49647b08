-- A CSV file joined with a JSON file: Seattle's weather and the films released in the same
-- month of the year. Names with capitals or spaces are written in double quotes.
WITH weather AS (
  SELECT
    date_part('month', CAST(date AS DATE)) AS month,
    avg(precipitation) AS rain_mm,
    avg(temp_max) AS warmest
  FROM seattle_weather
  GROUP BY 1
),
films AS (
  SELECT
    date_part('month', to_date("Release Date", '%b %d %Y')) AS month,
    count(*) AS films,
    avg("IMDB Rating") AS rating,
    sum("US Gross") / 1e9 AS gross_billions
  FROM movies
  WHERE "Release Date" LIKE '___ __ ____'
  GROUP BY 1
)
SELECT
  CAST(w.month AS INT) AS month,
  round(w.rain_mm, 1) AS rain_mm,
  round(w.warmest, 1) AS warmest_celsius,
  f.films,
  round(f.rating, 2) AS imdb_rating,
  round(f.gross_billions, 2) AS us_gross_billions
FROM weather AS w
JOIN films AS f ON f.month = w.month
ORDER BY month;
