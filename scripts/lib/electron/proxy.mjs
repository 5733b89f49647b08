/**
 * How Electron's installer reaches its release page. It downloads with `fetch`, which knows no
 * proxies, unless ELECTRON_GET_USE_PROXY is set: then `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`,
 * in either case, are used (@electron/get 5, `proxy.js`). It never reads npm's proxy settings, which
 * npm passes to scripts as `npm_config_*`.
 */

/**
 * `env` for Electron's installer, with the proxy of npm's settings, else that of the usual
 * variables; unchanged if there is none. A proxy for HTTP is also used for HTTPS.
 */
export function installerEnv(env) {
  const proxy = proxyOf(env);
  if (!proxy) return env;
  const bypass = settingOf(env, 'npm_config_noproxy', 'no_proxy');
  // One spelling of each name: the installer prefers lower case, and Windows keeps only one.
  const others = Object.entries(env).filter(([name]) => !/^(https?|no)_proxy$/i.test(name));
  return {
    ...Object.fromEntries(others),
    ELECTRON_GET_USE_PROXY: '1',
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    ...(bypass && { NO_PROXY: bypass }),
  };
}

/** URL of the proxy for HTTPS in `env`, or null. */
export function proxyOf(env) {
  return settingOf(env, 'npm_config_https_proxy', 'npm_config_proxy', 'https_proxy', 'http_proxy');
}

/** URL of the mirror in `env` that the installer downloads from instead of the release page, or null. */
export function mirrorOf(env) {
  return settingOf(env, 'npm_config_electron_mirror', 'electron_mirror');
}

/** The first of the variables that has a value, whatever the case of its name; null when none has. */
function settingOf(env, ...names) {
  for (const wanted of names) {
    const found = Object.entries(env).find(([name, value]) => name.toLowerCase() === wanted && value);
    if (found) return found[1];
  }
  return null;
}
