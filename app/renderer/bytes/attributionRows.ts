import type { BytesSummary, PlanPart } from '../../shared/bytes';

/** A line of the list of what wrote what: a plan node, or a part of one that a codec had a say in. */
export interface AttributionRow {
  key: string;
  depth: number;
  title: string;
  codec: string;
  start: number;
  end: number;
  /** Of a node without its inputs; of a part, its payload, where it has one. */
  bytes: number | null;
}

const KINDS: Record<PlanPart['kind'], string> = {
  operator: 'Payload',
  table: 'Table',
  fileFormat: 'File format',
  scalarFunction: 'Function',
  aggregateFunction: 'Aggregate',
  windowFunction: 'Window function',
  expression: 'Expression',
};

/** The nodes of a plan in the order of their bytes, each followed by its parts. */
export function attributionRows({ nodes, parts }: BytesSummary): AttributionRow[] {
  const byNode = new Map<number, PlanPart[]>();
  for (const part of parts) {
    const known = byNode.get(part.node);
    if (known) known.push(part);
    else byNode.set(part.node, [part]);
  }
  const depths: number[] = [];
  return nodes.flatMap(({ parent, title, codec, start, end, ownBytes }, place) => {
    const depth = parent === null ? 0 : (depths[parent] ?? 0) + 1;
    depths[place] = depth;
    const own: AttributionRow = {
      key: `${place}`,
      depth,
      title: title || 'unreadable',
      codec,
      start,
      end,
      bytes: ownBytes,
    };
    const below = (byNode.get(place) ?? []).map((part, index) => ({
      key: `${place}-${index}`,
      depth: depth + 1,
      title: `${KINDS[part.kind]} ${part.name}${part.count > 1 ? ` × ${part.count}` : ''}`.trim(),
      codec: part.codec,
      start: part.start,
      end: part.end,
      bytes: part.payloadEnd > part.payloadStart ? part.payloadEnd - part.payloadStart : null,
    }));
    return [own, ...below];
  });
}

/** Place in the list of the innermost node that holds the bytes from `start` up to `end`. */
export function nodeAround({ nodes }: BytesSummary, start: number, end: number): number | null {
  let found: number | null = null;
  // Nodes are in the order of their bytes, those around before those inside.
  for (const [place, node] of nodes.entries()) {
    if (node.start > start) break;
    if (node.end >= Math.max(end, start + 1)) found = place;
  }
  return found;
}
