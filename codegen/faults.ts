import { READ_FAULTS } from '../src/stand-in/read-faults.ts';
import { WRITE_FAULTS } from '../src/stand-in/write-faults.ts';
import { toTable } from './table.ts';

export const FAULT_TABLES = {
  'faults of writes': toTable(
    ['value', 'saved', 'answer'],
    Object.entries(WRITE_FAULTS).map(([value, { saved, answer }]) => [`\`${value}\``, saved, answer]),
  ),
  'faults of reads': toTable(
    ['id', 'value', 'answer'],
    Object.entries(READ_FAULTS).map(([value, { id, answer }]) => [`\`${id}\``, `\`${value}\``, answer]),
  ),
};
