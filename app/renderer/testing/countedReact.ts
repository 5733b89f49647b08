/** To be imported before anything that imports React: its renders are counted from then on. */
import { countRenders } from './renders';

countRenders();
