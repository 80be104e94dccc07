/** Files of drivers as a German spreadsheet saves them: with a byte order mark, semicolons, umlauts, and line breaks in cells. */
const HEADS = [
  'Vorname',
  'Nachname',
  'Benutzername',
  'Kennwort',
  'E-Mail',
  'Telefon',
  'Externe Id',
  'System',
  'Notiz',
] as const;

export type Driver = Readonly<Record<(typeof HEADS)[number], string>>;
type Cells = Partial<Driver>;

/** By the place in the file: what is wrong with it, and how it is repaired. The first six break the gateway's own rules. */
const BAD: Readonly<Record<number, { readonly wrong: Cells; readonly right: Cells }>> = {
  17: { wrong: { Nachname: '' }, right: { Nachname: 'Übung' } },
  40: { wrong: { Nachname: ' ' }, right: { Nachname: 'Übung' } },
  55: { wrong: { 'Externe Id': 'X-55' }, right: { System: 'sample_tms' } },
  70: { wrong: { System: 'sample_tms' }, right: { 'Externe Id': 'X-70' } },
  90: { wrong: { Benutzername: 'FAHRER.20' }, right: { Benutzername: 'fahrer.90' } },
  110: { wrong: { 'Externe Id': 'X-100', System: 'sample_tms' }, right: { 'Externe Id': 'X-110' } },
  25: { wrong: { 'E-Mail': 'keine-adresse' }, right: { 'E-Mail': 'jörg.25@example.com' } },
  60: { wrong: { 'E-Mail': 'auch keine', Telefon: '+49 30 60' }, right: { 'E-Mail': '' } },
  85: { wrong: { Kennwort: 'kurz' }, right: { Kennwort: 'lang genug' } },
  120: { wrong: { Kennwort: '=1+1' }, right: { Kennwort: 'lang genug' } },
  150: {
    wrong: { Vorname: '=HYPERLINK("http://127.0.0.1/";"Klick")', Benutzername: 'Ines.Sample.Demo' },
    right: { Benutzername: 'fahrer.150' },
  },
  199: { wrong: { 'Externe Id': 'DRV-77', System: 'sample_tms' }, right: { 'Externe Id': 'X-199' } },
};

/** 200 drivers, twelve of them bad. One of the good ones takes a while. */
export const DRIVERS: readonly Driver[] = Array.from({ length: 200 }, (_, index) => ({
  ...goodDriver(index),
  ...BAD[index]?.wrong,
}));

/** The same, with everything in order. Formulas stay quoted, as spreadsheets show them. */
export function repaired(drivers: readonly Driver[]): Driver[] {
  return drivers.map((driver) => {
    const index = DRIVERS.findIndex(({ Vorname }) => Vorname === driver.Vorname.replace(/^'/, ''));
    return { ...driver, ...BAD[index]?.right };
  });
}

function goodDriver(index: number): Driver {
  return {
    Vorname: `Jörg ${index}`,
    Nachname: 'Übung',
    Benutzername: index === 130 ? 'fail-slow.import' : index % 20 === 0 ? `fahrer.${index}` : '',
    Kennwort: '',
    'E-Mail': '',
    Telefon: index % 7 === 0 ? '+49 30 1234' : '',
    'Externe Id': index === 100 ? 'X-100' : '',
    System: index === 100 ? 'sample_tms' : '',
    Notiz: index % 5 === 0 ? 'Zeile 1\r\n"Zeile" 2; mit Semikolon' : '',
  };
}

export function toCsv(drivers: readonly Driver[]): string {
  const rows = [HEADS, ...drivers.map((driver) => HEADS.map((head) => driver[head]))];
  const quoted = (cell: string) => (/[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return `\uFEFF${rows.map((row) => row.map(quoted).join(';')).join('\r\n')}\r\n`;
}

/** The cells of a file, its heads among them. */
export function fromCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, cell = '', end] of text.slice(1).matchAll(/("(?:[^"]|"")*"|[^;\r\n]*)(;|\r\n|$)/g)) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === '\r\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}
