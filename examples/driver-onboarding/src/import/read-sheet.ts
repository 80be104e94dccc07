import Papa from 'papaparse';

/** A CSV file, read. */
export interface Sheet {
  readonly fileName: string;
  /** What its cells were separated by; files made from it use the same. */
  readonly delimiter: string;
  readonly columns: readonly string[];
  readonly rows: readonly SheetRow[];
}

export interface SheetRow {
  /** As spreadsheets count: the heads are row 1. */
  readonly number: number;
  /** One for each column, without spaces around. */
  readonly cells: readonly string[];
}

const MAX_BYTES = 5 * 1024 * 1024;

/** @throws with a sentence for whoever chose the file. */
export async function readSheet(file: File): Promise<Sheet> {
  if (file.size > MAX_BYTES) throw new Error('The file is larger than 5 MB. Split it into several.');
  const { data, meta } = Papa.parse<string[]>(decode(await file.arrayBuffer()));
  const [heads = [], ...rest] = data;
  const columns = heads.map((head, index) => head.trim() || `Column ${index + 1}`);
  const rows = rest
    .map((cells, index) => ({ number: index + 2, cells: columns.map((_, at) => toText(cells[at] ?? '')) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  if (rows.length === 0) throw new Error('The file has no rows below its heads.');
  return { fileName: file.name, delimiter: meta.delimiter, columns, rows };
}

/** Spreadsheets write UTF-8 or UTF-16 with a mark, UTF-8 without one, or what Windows has used for Western Europe. */
export function decode(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** What spreadsheets would run as a formula. */
export const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Takes back the quote by which `writeSheet` keeps a formula from being run: `'+1 555` is a phone number again. */
function toText(cell: string): string {
  const text = cell.trim();
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}
