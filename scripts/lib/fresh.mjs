/** An environment without leftovers of earlier builds on this machine. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Variables with paths of this user, or that change what a build does. Names are in lower case. */
const dropped =
  /^(planarium_|cargo|rustc|rustflags|rustdoc|protoc|npm_|node_|electron_|xdg_\w+_home|python|virtual_env|conda_|pip_|init_cwd|git_|ci$)/;

/** Access to the registries, and the toolchain: every fresh machine needs these settings too. */
const kept =
  /^(npm_config_(registry|cafile|ca|strict_ssl|proxy|https_proxy|noproxy|electron_mirror)|cargo_(http|net|registr|source)\w*|pip_(index_url|extra_index_url|cert|proxy)|node_extra_ca_certs|electron_(mirror|get_use_proxy))$/;

/**
 * The part of `env` that does not depend on this user, with `home` for all their folders. The
 * toolchain stays: what is on PATH, and rustup's in `userHome`.
 */
export function freshEnv(env, home, userHome) {
  const names = Object.keys(env).filter((name) => {
    const lower = name.toLowerCase();
    return kept.test(lower) || !dropped.test(lower);
  });
  const rustup = env.RUSTUP_HOME ?? join(userHome, '.rustup');
  return {
    ...Object.fromEntries(names.map((name) => [name, env[name]])),
    ...pathWithoutPackages(env),
    ...(existsSync(rustup) && { RUSTUP_HOME: rustup }),
    HOME: home,
    USERPROFILE: home,
    APPDATA: join(home, 'AppData', 'Roaming'),
    LOCALAPPDATA: join(home, 'AppData', 'Local'),
    XDG_CACHE_HOME: join(home, '.cache'),
    CARGO_HOME: join(home, '.cargo'),
    npm_config_cache: join(home, '.npm'),
  };
}

/** PATH without the programs of installed packages, which npm adds to it. */
function pathWithoutPackages(env) {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = (env[name] ?? '').split(delimiter);
  const others = folders.filter((folder) => !/node_modules[\\/]\.bin$|node-gyp-bin$/.test(folder));
  return { [name]: others.join(delimiter) };
}
