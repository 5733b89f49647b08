import { type Data, DataType, type Decimal, type TimeUnit, Type } from 'apache-arrow';
import { decodeText, formatHex, offsetBytes, viewBytes } from './bytes';
import { float16, formatDecimal, formatFloat32, formatFloat64 } from './numbers';
import { formatDate, formatDuration, formatInterval, formatTime, formatTimestamp } from './time';

/** A value taken out of an Arrow array, exact, ready to be written down. Null is NULL. */
export type ValueTree =
  | null
  | { kind: 'number' | 'text' | 'boolean' | 'other'; text: string }
  | { kind: 'list'; items: ValueTree[]; more: number }
  | { kind: 'entries'; entries: [key: string, value: ValueTree][]; more: number };

type Values = { readonly [index: number]: number } & { subarray(from: number, to: number): Values };

/** As many items of a list or map as are read; the rest is counted. */
export const NO_LIMIT = Number.POSITIVE_INFINITY;

/** Reads one value. Nothing passes through a JS number that a JS number cannot hold. */
export function readValue(data: Data<DataType>, index: number, limit = NO_LIMIT): ValueTree {
  const { type } = data;
  if (DataType.isNull(type)) return null;
  if (DataType.isUnion(type)) return readUnion(data, index, limit);
  if (!data.getValid(index)) return null;
  if (DataType.isDictionary(type)) {
    const key = Number((data.values as unknown as Values)[index]);
    const chunk = data.dictionary?.data[0];
    return chunk ? readValue(chunk, key, limit) : null;
  }
  return readNested(data, index, limit) ?? readScalar(data, index);
}

function readScalar(data: Data<DataType>, index: number): ValueTree {
  const { type } = data;
  const values = data.values as unknown as Values;
  const bigs = data.values as unknown as { readonly [index: number]: bigint };
  const unit = (type as { unit?: TimeUnit }).unit ?? 0;
  switch (type.typeId) {
    case Type.Bool: {
      const bit = data.offset + index;
      return {
        kind: 'boolean',
        text: ((values[bit >> 3] ?? 0) & (1 << (bit % 8))) !== 0 ? 'true' : 'false',
      };
    }
    case Type.Int:
      return { kind: 'number', text: String(values[index]) };
    case Type.Float:
      return { kind: 'number', text: float(type as { precision?: number }, values[index] ?? 0) };
    case Type.Decimal:
      return { kind: 'number', text: decimal(data as Data<Decimal>, index) };
    case Type.Utf8:
    case Type.LargeUtf8:
      return { kind: 'text', text: decodeText(offsetBytes(data, index)) };
    case Type.Utf8View:
      return { kind: 'text', text: decodeText(viewBytes(data, index)) };
    case Type.Binary:
    case Type.LargeBinary:
      return other(formatHex(offsetBytes(data, index)));
    case Type.BinaryView:
      return other(formatHex(viewBytes(data, index)));
    case Type.FixedSizeBinary: {
      const bytes = data.values as unknown as Uint8Array;
      return other(formatHex(bytes.subarray(data.stride * index, data.stride * (index + 1))));
    }
    case Type.Date:
      return other(unit === 0 ? formatDate(values[index] ?? 0) : dateFromMs(bigs[index] ?? 0n));
    case Type.Time:
      return other(formatTime(BigInt(values[index] ?? 0), unit));
    case Type.Timestamp:
      return other(formatTimestamp(bigs[index] ?? 0n, unit, (type as { timezone?: string | null }).timezone));
    case Type.Duration:
      return other(formatDuration(bigs[index] ?? 0n, unit));
    case Type.Interval:
      return other(interval(values, unit, index));
    default:
      return other(`(${type})`);
  }
}

function readNested(data: Data<DataType>, index: number, limit: number): ValueTree | undefined {
  const { type, children } = data;
  const [child] = children;
  switch (type.typeId) {
    case Type.Struct: {
      const names = type.children;
      return {
        kind: 'entries',
        entries: children.map((part, at) => [names[at]?.name ?? '', readValue(part, index, limit)]),
        more: 0,
      };
    }
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList:
    case Type.Map: {
      const [from, to] = span(data, index);
      const end = Math.min(to, from + limit);
      const places = Array.from({ length: end - from }, (_, at) => from + at);
      const more = to - end;
      if (!child) return null;
      if (type.typeId !== Type.Map) {
        return { kind: 'list', items: places.map((at) => readValue(child, at, limit)), more };
      }
      const [keys, mapped] = child.children;
      if (!keys || !mapped) return null;
      const entries = places.map((at): [string, ValueTree] => [
        plainText(readValue(keys, at, limit)),
        readValue(mapped, at, limit),
      ]);
      return { kind: 'entries', entries, more };
    }
    default:
      return undefined;
  }
}

function readUnion(data: Data<DataType>, index: number, limit: number): ValueTree {
  const type = data.type as DataType & { typeIdToChildIndex: Record<number, number> };
  const child = data.children[type.typeIdToChildIndex[data.typeIds[index] ?? 0] ?? 0];
  if (!child) return null;
  const dense = DataType.isDenseUnion(type);
  return readValue(child, dense ? Number(data.valueOffsets[index]) : index, limit);
}

function span(data: Data<DataType>, index: number): [number, number] {
  if (data.type.typeId === Type.FixedSizeList) return [index * data.stride, (index + 1) * data.stride];
  return [Number(data.valueOffsets[index]), Number(data.valueOffsets[index + 1])];
}

/** A scalar as it stands; used for the keys of a map. */
function plainText(tree: ValueTree): string {
  if (tree === null) return 'NULL';
  return 'text' in tree ? tree.text : '…';
}

function other(text: string): ValueTree {
  return { kind: 'other', text };
}

function float({ precision }: { precision?: number }, value: number): string {
  if (precision === 0) return formatFloat32(float16(value));
  return precision === 1 ? formatFloat32(value) : formatFloat64(value);
}

function decimal(data: Data<Decimal>, index: number): string {
  return formatDecimal(data.values.subarray(data.stride * index, data.stride * (index + 1)), data.type.scale);
}

function dateFromMs(ms: bigint): string {
  return ms % 86_400_000n === 0n ? formatDate(Number(ms / 86_400_000n)) : formatTimestamp(ms, 1, null);
}

/** Units of an interval: months; days and milliseconds; months, days and nanoseconds. */
function interval(values: Values, unit: number, index: number): string {
  if (unit === 0) return formatInterval(values[index] ?? 0, 0, 0n);
  if (unit === 1)
    return formatInterval(0, values[2 * index] ?? 0, BigInt(values[2 * index + 1] ?? 0) * 1_000_000n);
  const [months = 0, days = 0, low = 0, high = 0] = values.subarray(
    4 * index,
    4 * index + 4,
  ) as unknown as number[];
  return formatInterval(months, days, (BigInt(high) << 32n) | BigInt(low >>> 0));
}
