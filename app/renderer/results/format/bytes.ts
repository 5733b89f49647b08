import type { Data, DataType } from 'apache-arrow';

/** Layout of a view: length, then either up to 12 bytes, or a prefix, a buffer's index and an offset. */
const VIEW_BYTES = 16;
const INLINE_BYTES = 12;

const decoder = new TextDecoder();

export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** The bytes of a value with variable length: text or binary with 32-bit or 64-bit offsets. */
export function offsetBytes(data: Data<DataType>, index: number): Uint8Array {
  const offsets = data.valueOffsets as unknown as Int32Array | BigInt64Array;
  return (data.values as Uint8Array).subarray(Number(offsets[index]), Number(offsets[index + 1]));
}

/** The bytes of a value in a view array. */
export function viewBytes(data: Data<DataType>, index: number): Uint8Array {
  const values = data.values as Uint8Array;
  const at = values.byteOffset + index * VIEW_BYTES;
  const view = new DataView(values.buffer, at, VIEW_BYTES);
  const length = view.getInt32(0, true);
  if (length <= INLINE_BYTES) return new Uint8Array(values.buffer, at + 4, length);
  const offset = view.getInt32(12, true);
  return data.variadicBuffers[view.getInt32(8, true)]?.subarray(offset, offset + length) ?? new Uint8Array();
}

/** `0x00ff10` */
export function formatHex(bytes: Uint8Array): string {
  let text = '0x';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
