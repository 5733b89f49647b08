import { expect, test } from 'vitest';
import { buildSettings } from './packaging.mjs';

const settings = (platform, rest) =>
  buildSettings({ platform, electronVersion: '45.4.1', ship: true, env: {}, ...rest });
const shipping = { grantFileProtocolExtraPrivileges: false };

test.each(['linux', 'win32'])('%s gets only the fuses, whatever certificates exist', (platform) => {
  expect(settings(platform)).toEqual({ electronFuses: shipping });
  expect(settings(platform, { env: { CSC_LINK: 'cert.p12' } })).toEqual({ electronFuses: shipping });
});

test('on macOS the ad-hoc signature is renewed after the fuses are set, and no certificate is searched', () => {
  expect(settings('darwin')).toEqual({
    mac: { identity: null },
    electronFuses: { ...shipping, resetAdHocDarwinSignature: true },
  });
});

test.each(['CSC_LINK', 'CSC_NAME'])('on macOS with %s electron-builder signs, or fails', (name) => {
  expect(settings('darwin', { env: { [name]: 'x' } })).toEqual({
    mac: { forceCodeSigning: true },
    electronFuses: shipping,
  });
});

test('a smoke build keeps the inspector, and an old Electron skips the fuse it lacks', () => {
  expect(settings('linux', { ship: false }).electronFuses).toEqual({
    ...shipping,
    enableNodeCliInspectArguments: true,
  });
  expect(settings('linux', { electronVersion: '25.1.1' }).electronFuses).toEqual({});
});
