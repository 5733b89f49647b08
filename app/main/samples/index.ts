import type { Template } from '../services/workspace/workspaceService';
import busiestRoutes from './busiest-routes.sql?raw';
import cancelMe from './cancel-me.sql?raw';
import everyFlight from './every-flight.sql?raw';
import lateAirports from './late-airports.sql?raw';
import rainAndMovies from './rain-and-movies.sql?raw';
import worstDays from './worst-days.sql?raw';

/** The workspace of the first start: public data sets and queries worth running on them. */
export const flightsTemplate: Template = {
  name: 'Flights',
  sample: true,
  tables: {
    flights: 'flights-3m.parquet',
    flights_200k: 'flights-200k.arrow',
    airports: 'airports.csv',
    birdstrikes: 'birdstrikes.csv',
    movies: 'movies.json',
    seattle_weather: 'seattle-weather.csv',
  },
  queries: [
    { name: 'late-airports.sql', sql: lateAirports },
    { name: 'busiest-routes.sql', sql: busiestRoutes },
    { name: 'worst-days.sql', sql: worstDays },
    { name: 'rain-and-movies.sql', sql: rainAndMovies },
    { name: 'every-flight.sql', sql: everyFlight },
    { name: 'cancel-me.sql', sql: cancelMe },
  ],
  open: ['late-airports.sql', 'busiest-routes.sql', 'worst-days.sql'],
};
