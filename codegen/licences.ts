import { readProductionPackages } from './production-packages.ts';
import { toTable } from './table.ts';

export const LICENCE_TABLES = {
  licences: toTable(
    ['package', 'version', 'licence'],
    readProductionPackages().map(({ name, version, licence }) => [name, version, licence]),
  ),
};
