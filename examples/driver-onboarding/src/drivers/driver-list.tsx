import { useApolloClient, useQuery } from '@apollo/client/react';
import { useRef, useState } from 'react';

import type { UserFilterInput } from '../gql/graphql.ts';
import { toTrouble } from '../trouble.ts';
import { Page } from '../ui/page.tsx';
import { TroubleNotice } from '../ui/trouble-notice.tsx';
import { DriverTable } from './driver-table.tsx';
import { DRIVERS } from './operations.ts';

const PAGE_SIZE = 20;

type StatusFilter = 'ACTIVE' | 'DEACTIVATED' | '';

export function DriverList() {
  const [search, setSearch] = useState<{ readonly name: string; readonly status: StatusFilter }>({
    name: '',
    status: '',
  });
  /** Of the pages that were left, the first without one: the list can be walked back. */
  const [cursors, setCursors] = useState<readonly (string | null)[]>([null]);
  const filter: UserFilterInput = {
    role: 'DRIVER',
    ...(search.name !== '' && { name: search.name }),
    ...(search.status !== '' && { status: search.status }),
  };
  const client = useApolloClient();
  const name = useRef<HTMLInputElement>(null);
  const caption = useRef<HTMLParagraphElement>(null);
  const answer = useQuery(DRIVERS, {
    variables: { first: PAGE_SIZE, after: cursors.at(-1) ?? null, filter },
    // Others create and change drivers too.
    fetchPolicy: 'cache-and-network',
  });
  const { loading, previousData, refetch } = answer;
  const users = (answer.data ?? previousData)?.users;
  const trouble = loading ? undefined : toTrouble(answer);

  const find = (status: StatusFilter) => {
    setSearch({ name: name.current?.value.trim() ?? '', status });
    setCursors([null]);
  };
  const turnTo = (pages: readonly (string | null)[]) => {
    setCursors(pages);
    caption.current?.focus();
  };
  const from = (cursors.length - 1) * PAGE_SIZE + 1;
  const endCursor = users?.pageInfo.endCursor;

  return (
    <Page title="Drivers">
      <form
        className="search"
        role="search"
        onSubmit={(event) => (event.preventDefault(), find(search.status))}
      >
        <div className="field">
          <label htmlFor="name">Name</label>
          <input ref={name} id="name" type="search" placeholder="First or last name" />
        </div>
        <div className="field">
          <label htmlFor="status">Status</label>
          <select
            id="status"
            value={search.status}
            onChange={(event) => find(event.target.value as StatusFilter)}
          >
            <option value="">All</option>
            <option value="ACTIVE">Active</option>
            <option value="DEACTIVATED">Deactivated</option>
          </select>
        </div>
        <button className="primary">Search</button>
      </form>

      <p ref={caption} tabIndex={-1} role="status" className="caption">
        {users && !trouble ? summary(users.nodes.length, from, users.totalCount) : loading && 'Loading …'}
      </p>
      {trouble && (
        <TroubleNotice
          trouble={{ ...trouble, step: readStep(trouble.step) }}
          onRepeat={() => void refetch()}
        />
      )}
      {users && users.nodes.length > 0 && (
        <DriverTable
          drivers={users.nodes}
          isStale={loading}
          onChanged={() => void client.refetchQueries({ include: [DRIVERS] })}
        />
      )}
      {users && (cursors.length > 1 || users.pageInfo.hasNextPage) && (
        <nav className="actions paging" aria-label="Pages of the list">
          <button type="button" disabled={cursors.length === 1} onClick={() => turnTo(cursors.slice(0, -1))}>
            Previous
          </button>
          <button
            type="button"
            disabled={!users.pageInfo.hasNextPage || loading}
            onClick={() => endCursor && turnTo([...cursors, endCursor])}
          >
            Next
          </button>
        </nav>
      )}
    </Page>
  );
}

/** Reading again does no harm, whatever went wrong. */
function readStep(step: 'correct' | 'signIn' | 'wait' | 'repeatWithSameKey' | 'askSomebody' | 'giveUp') {
  return step === 'askSomebody' || step === 'giveUp' ? 'repeatWithSameKey' : step;
}

function summary(count: number, from: number, total: number | null | undefined): string {
  if (count === 0) return 'Nobody found. Look for a part of the first or last name.';
  const range = count === 1 ? String(from) : `${from} to ${from + count - 1}`;
  return typeof total !== 'number' ? `Drivers ${range}` : `Drivers ${range} of ${total}`;
}
