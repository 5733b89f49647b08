/**
 * Installs a git hook that checks what is staged before each commit. Nothing else installs it.
 *
 *     node scripts/hooks.mjs [--remove]
 */
import { installHook, removeHook } from './lib/hooks.mjs';
import { main, say } from './lib/say.mjs';

await main(async () => {
  if (process.argv.includes('--remove'))
    say(removeHook() ? 'the hook is removed' : 'there was no hook of ours');
  else say(`${installHook()} checks what is staged before each commit; \`git commit --no-verify\` skips it`);
});
