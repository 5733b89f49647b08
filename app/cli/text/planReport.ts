import { formatBytes } from '../../shared/figures';
import type { PlanInspection, PlanManifest } from '../../shared/planFile';
import { printable } from '../../shared/printable';
import { planTree } from './planTree';

/** A report of a saved plan. The manifest's part is marked as unverified. */
export function planReport(plan: PlanInspection): string {
  const paragraphs = [
    header(plan),
    `Plan\n${indent(planTree(plan.stage))}`,
    list(
      'Reads',
      plan.reads.map(({ table, format, url }) => [format, table ?? '', url]),
    ),
    list(
      'Writes',
      plan.writes.map(({ operator, target }) => [operator, target]),
    ),
    list('Functions by name or payload', plan.functions.map(functionRow)),
    list(
      'Extensions',
      plan.extensions.map(({ operator, codec, bytes }) => [operator, codec, formatBytes(bytes)]),
    ),
    ...(plan.secrets
      ? [
          list(
            'Credentials that were left out, and the variables that give them',
            plan.secrets.map(({ name, variable }) => [name, variable]),
          ),
        ]
      : []),
    ...(plan.manifest ? [claims(plan.manifest)] : []),
    ...(plan.warnings.length
      ? [
          list(
            'Warnings',
            plan.warnings.map((text) => [text]),
          ),
        ]
      : []),
    verdict(plan),
  ];
  return `${paragraphs.map((text) => text.trimEnd()).join('\n\n')}\n`;
}

function header({ path, container, bytes, kind, kinds, planBytes, sha256 }: PlanInspection): string {
  return rows([
    ['File', path],
    ['Form', `${container === 'dfplan' ? 'plan file' : 'plan bytes'}, ${formatBytes(bytes)}`],
    ['Contains', kinds.join(', ')],
    ['Shown', `${kind} plan, ${formatBytes(planBytes)}`],
    ['SHA-256', sha256],
  ]);
}

function functionRow({ name, kind, payloadBytes, codec }: PlanInspection['functions'][number]): string[] {
  if (payloadBytes === 0) return [name, kind, 'by name'];
  const writer = codec === null ? '' : ` by the codec ${codec}`;
  return [name, kind, `payload of ${formatBytes(payloadBytes)}${writer}`];
}

function claims(manifest: PlanManifest): string {
  const settings = Object.entries(manifest.settings).map(([name, value]) => [name, value]);
  const { planarium, datafusion, arrow, created } = manifest;
  const made = rows([
    ['Created by', `Planarium ${planarium}, DataFusion ${datafusion}, Arrow ${arrow}, ${created}`],
  ]);
  const missing = manifest.notSerialized.map(({ kind, node, reason }) => [kind, node, reason]);
  return [
    `The file says of itself, unchecked:\n${indent(made)}`,
    `SQL\n${indent(manifest.sql)}`,
    ...(settings.length ? [list('Settings', settings)] : []),
    ...(missing.length ? [list('Not in the file', missing)] : []),
  ]
    .map((text) => text.trimEnd())
    .join('\n\n');
}

function verdict({ refusal, consent }: PlanInspection): string {
  if (!refusal && consent)
    return `It needs consent to run: planarium plan run --allow-write FILE\n  ${printable(consent.message)}`;
  if (!refusal) return 'It can be run: planarium plan run FILE';
  return `It would be refused: ${printable(refusal.message)}${refusal.hint ? `\n  ${printable(refusal.hint)}` : ''}`;
}

function list(title: string, table: string[][]): string {
  return `${title}\n${indent(table.length ? rows(table) : 'none')}`;
}

/** Aligned columns, the last with any length. */
function rows(table: string[][]): string {
  const cells = table.map((row) => row.map(printable));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0)),
  );
  return cells
    .map((row) =>
      row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))),
    )
    .map((row) => row.filter(Boolean).join('  '))
    .join('\n');
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
