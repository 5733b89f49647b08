/** Encodings of text that are common, by their names in <https://encoding.spec.whatwg.org/>. */
export const ENCODINGS = [
  { id: 'utf-8', title: 'UTF-8' },
  { id: 'utf-16le', title: 'UTF-16 LE' },
  { id: 'utf-16be', title: 'UTF-16 BE' },
  { id: 'windows-1252', title: 'Western (Windows-1252)' },
  { id: 'windows-1250', title: 'Central European (Windows-1250)' },
  { id: 'windows-1251', title: 'Cyrillic (Windows-1251)' },
  { id: 'koi8-r', title: 'Cyrillic (KOI8-R)' },
  { id: 'windows-1253', title: 'Greek (Windows-1253)' },
  { id: 'windows-1254', title: 'Turkish (Windows-1254)' },
  { id: 'windows-1255', title: 'Hebrew (Windows-1255)' },
  { id: 'windows-1256', title: 'Arabic (Windows-1256)' },
  { id: 'shift_jis', title: 'Japanese (Shift JIS)' },
  { id: 'euc-jp', title: 'Japanese (EUC-JP)' },
  { id: 'gb18030', title: 'Chinese (GB18030)' },
  { id: 'big5', title: 'Chinese (Big5)' },
  { id: 'euc-kr', title: 'Korean (EUC-KR)' },
] as const;

export function encodingTitle(id: string): string {
  return ENCODINGS.find((encoding) => encoding.id === id)?.title ?? id;
}
