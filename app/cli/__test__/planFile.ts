import { readFileSync, writeFileSync } from 'node:fs';
import { crc32, inflateRawSync } from 'node:zlib';

/** Rewrites the manifest of a plan file; the other entries do not change. */
export function withManifest(
  path: string,
  change: (manifest: Record<string, unknown>) => Record<string, unknown>,
): void {
  const entries = unzip(readFileSync(path)).map(({ name, content }) => ({
    name,
    content:
      name === 'manifest.json'
        ? Buffer.from(JSON.stringify(change(JSON.parse(content.toString()))))
        : content,
  }));
  writeFileSync(path, zip(entries));
}

interface Entry {
  name: string;
  content: Buffer;
}

/** The entries of a ZIP, by its central directory. */
function unzip(bytes: Buffer): Entry[] {
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006'));
  const entries: Entry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const local = bytes.readUInt32LE(at + 42);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(start, start + size);
    entries.push({
      name: bytes.toString('utf8', at + 46, at + 46 + name),
      content: method === 8 ? inflateRawSync(packed) : Buffer.from(packed),
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}

/** A ZIP of stored entries. */
function zip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const file = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(file.length, 22);
    parts.push(Buffer.from('PK\u0003\u0004'), common, file, content);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\u0001\u0002\u0014\u0000'), common, tail, file);
    offset += 30 + file.length + content.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, ...directory, Buffer.from('PK\u0005\u0006'), end]);
}
