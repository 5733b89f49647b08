/** Sets up the Python of the interop tests and prints its path; exits with code 1 if there is none. */
import { python, remedy } from './lib/python.mjs';
import { main, say, UserError } from './lib/say.mjs';

await main(async () => {
  const found = await python();
  if (!found) throw new UserError(remedy);
  say(found.python);
});
