/** The required tools: Node, a C compiler, Rust. */
import { output, which } from './run.mjs';
import { UserError } from './say.mjs';

const oldestNode = [20, 19];
const oldestRust = [1, 94];

/** @type {(version: string, oldest: readonly number[]) => boolean} */
const olderThan = (version, [major, minor]) => {
  const [a, b] = version.split('.').map(Number);
  return a < major || (a === major && b < minor);
};

/** Throws {@link UserError} unless this Node is new enough. */
export function requireNode() {
  if (olderThan(process.versions.node, oldestNode)) {
    throw new UserError(
      `Node ${process.versions.node} is too old: Planarium needs ${oldestNode.join('.')} or newer (https://nodejs.org)`,
    );
  }
}

/** Throws {@link UserError} with the remedy for each missing tool that is needed to build the addon. */
export function requireCompilers() {
  const missing = [];
  if (process.platform !== 'win32' && !['cc', 'gcc', 'clang'].some(which)) missing.push(compilerRemedy());
  const version = output('rustc', ['--version'])?.split(' ')[1];
  if (!version || !which('cargo')) {
    missing.push(
      `Rust (cargo) is missing. Install it with\n    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y\n  and open a new terminal.`,
    );
  } else if (olderThan(version, oldestRust)) {
    missing.push(
      `Rust ${version} is too old: ${oldestRust.join('.')} or newer is needed. Run\n    rustup update stable`,
    );
  }
  if (missing.length > 0) throw new UserError(missing.join('\n  '));
}

function compilerRemedy() {
  const command =
    process.platform === 'darwin'
      ? 'xcode-select --install'
      : which('apt-get')
        ? 'sudo apt-get install -y build-essential'
        : which('dnf')
          ? 'sudo dnf install -y gcc'
          : 'your package manager (gcc or clang)';
  return `A C compiler is missing. Install it with\n    ${command}`;
}
