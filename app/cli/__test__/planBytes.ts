/** A length-delimited Protocol Buffers field: numbers and lengths below 2^28. */
export function field(number: number, content: string | Uint8Array = ''): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

/** A message around another one: the numbers of the fields to it, the outermost first. */
export function inside(path: readonly number[], content: Uint8Array): Buffer {
  return path.reduceRight<Buffer>((inner, number) => field(number, inner), Buffer.from(content));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>= 7) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}
