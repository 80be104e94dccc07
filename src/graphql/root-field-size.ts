import { DEFAULT_FIRST, MAX_PER_PAGE } from '../mapping/user-window.ts';
import type { RootFieldSize, SizeOfRootField } from './execution/result-size.ts';

/** What the arguments of each root field of the schema tell about its answer. */
export const rootFieldSize: SizeOfRootField = (fieldName, args) => {
  switch (fieldName) {
    case 'users':
      return { items: pageLength(args['first']), creates: 0 };
    case '_entities':
      return { items: lengthOf(args['representations']), creates: 0 };
    case 'createUser':
      return { items: 1, creates: 1 };
    case 'createUsers':
      return batch(args['input']);
    default:
      return { items: 1, creates: 0 };
  }
};

/** A longer page than there is is refused at its argument. */
function pageLength(first: unknown): number {
  return typeof first === 'number' ? Math.min(Math.max(first, 1), MAX_PER_PAGE) : DEFAULT_FIRST;
}

function batch(input: unknown): RootFieldSize {
  const isObject = typeof input === 'object' && input !== null && 'users' in input;
  const items = isObject ? lengthOf(input.users) : 0;
  return { items, creates: items };
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}
