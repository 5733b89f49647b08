/**
 * The checks of the git hook: lint and format of the staged files, borders of the layers, types of
 * the TypeScript projects that staged files belong to. Takes seconds; `npm run check` checks all.
 */
import { checkBorders } from './borders.mjs';
import { main, say } from './lib/say.mjs';
import { formatStaged, lintStaged, stagedFiles, withStaged } from './lib/staged.mjs';
import { checkTypes, projectsOf } from './types.mjs';

await main(async () => {
  const files = stagedFiles();
  if (files.length === 0) return 0;
  const failed = await withStaged(files, async (folder) => ({
    'lint and format': (await lintStaged(folder, files)) !== 0,
    rustfmt: (await formatStaged(folder, files)) !== 0,
    'borders of the layers': checkBorders() > 0,
    types: (await checkTypes(projectsOf(files))).length > 0,
  }));
  const names = Object.keys(failed).filter((name) => failed[name]);
  if (names.length > 0) say(`not committed: ${names.join(', ')}; \`git commit --no-verify\` commits anyway`);
  return names.length > 0 ? 1 : 0;
});
