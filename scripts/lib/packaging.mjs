/**
 * The settings of electron-builder that depend on the build; all others are in electron-builder.yml.
 *
 * `ship` sets all fuses, otherwise the inspector stays, which Playwright needs to control the app.
 * `electronVersion` is the version that is packaged. `env` may name a certificate
 * (electron-builder's `CSC_LINK` or `CSC_NAME`), with which an app for macOS is then signed.
 */
export function buildSettings({ platform, electronVersion, ship, env }) {
  const signed = Boolean(env.CSC_LINK || env.CSC_NAME);
  const fuses = {
    ...(!ship && { enableNodeCliInspectArguments: true }),
    // Electron before 29 lacks this one.
    ...(Number.parseInt(electronVersion, 10) >= 29 && { grantFileProtocolExtraPrivileges: false }),
  };
  if (platform !== 'darwin') return { electronFuses: fuses };
  return signed
    ? { mac: { forceCodeSigning: true }, electronFuses: fuses }
    : {
        // Without this electron-builder would take any certificate it finds in the keychain.
        mac: { identity: null },
        // Electron comes signed ad hoc, and a fuse is a byte of the signed binary: macOS ends a
        // process on Apple silicon whose signature does not fit (https://github.com/electron/fuses#apple-silicon).
        electronFuses: { ...fuses, resetAdHocDarwinSignature: true },
      };
}
