import { expect, test } from 'vitest';
import { judgeSandbox } from './sandbox.mjs';

/** A Linux that allows its users sandboxes. */
const fine = {
  platform: 'linux',
  uid: 1000,
  namespaces: true,
  helper: '/opt/electron/chrome-sandbox',
  helperIsSetuidRoot: false,
};

test('users get the sandbox if namespaces are allowed, if the helper is installed, and on other systems', () => {
  expect(judgeSandbox(fine)).toEqual({ sandbox: 'on' });
  expect(judgeSandbox({ ...fine, namespaces: false, helperIsSetuidRoot: true })).toEqual({ sandbox: 'on' });
  expect(judgeSandbox({ ...fine, platform: 'darwin', namespaces: false })).toEqual({ sandbox: 'on' });
});

test('root runs without the sandbox, with a note, whatever the system allows', () => {
  for (const namespaces of [true, false]) {
    expect(judgeSandbox({ ...fine, uid: 0, namespaces })).toEqual({
      sandbox: 'off',
      args: ['--no-sandbox'],
      note: "running as root: Chromium's sandbox is off (--no-sandbox)",
    });
  }
});

test('without namespaces and the helper, both remedies are named, with the path to type', () => {
  const judged = judgeSandbox({ ...fine, namespaces: false });
  expect(judged.sandbox).toBe('impossible');
  const remedy = 'remedy' in judged ? judged.remedy : '';
  expect(remedy).toContain('sudo sysctl -w kernel.unprivileged_userns_clone=1');
  expect(remedy).toContain('kernel.apparmor_restrict_unprivileged_userns=0');
  expect(remedy).toContain("sudo chown root:root '/opt/electron/chrome-sandbox'");
  expect(remedy).toContain("sudo chmod 4755 '/opt/electron/chrome-sandbox'");
  expect(remedy).not.toContain('--no-sandbox');
});
