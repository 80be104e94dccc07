import { useApolloClient } from '@apollo/client/react';
import { useRef, useState } from 'react';

import type { DriversQuery } from '../gql/graphql.ts';
import { toHash } from '../route.ts';
import { toTrouble, type Trouble } from '../trouble.ts';
import { TroubleNotice } from '../ui/trouble-notice.tsx';
import { DEACTIVATE_DRIVER, REACTIVATE_DRIVER } from './operations.ts';

type Driver = NonNullable<DriversQuery['users']>['nodes'][number];

interface DriverTableProps {
  readonly drivers: readonly Driver[];
  /** True while the next page is on its way. */
  readonly isStale: boolean;
  readonly onChanged: () => void;
}

export function DriverTable({ drivers, isStale, onChanged }: DriverTableProps) {
  const client = useApolloClient();
  const dialog = useRef<HTMLDialogElement>(null);
  const [chosen, setChosen] = useState<Driver>();
  const [trouble, setTrouble] = useState<Trouble>();

  const change = async (driver: Driver) => {
    setTrouble(undefined);
    setChosen(driver);
    const variables = { input: { id: driver.id } };
    const call: Promise<unknown> =
      driver.status === 'DEACTIVATED'
        ? client.mutate({ mutation: REACTIVATE_DRIVER, variables })
        : client.mutate({ mutation: DEACTIVATE_DRIVER, variables });
    const answer = await call.catch((error: unknown) => ({ error }));
    setTrouble(toTrouble(answer));
    onChanged();
  };
  const ask = (driver: Driver) => {
    setChosen(driver);
    dialog.current?.showModal();
  };

  return (
    <>
      {trouble && chosen && <TroubleNotice trouble={trouble} onRepeat={() => void change(chosen)} />}
      <table className="drivers" aria-busy={isStale}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Username</th>
            <th scope="col">Contact</th>
            <th scope="col">Status</th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {drivers.map((driver) => {
            const isActive = driver.status !== 'DEACTIVATED';
            return (
              <tr key={driver.id}>
                <th scope="row">
                  <a href={toHash({ page: 'edit', id: driver.id })}>{nameOf(driver)}</a>
                </th>
                <TextCell text={driver.username ?? ''} />
                <TextCell text={contactOf(driver)} />
                <td>
                  <span className={isActive ? 'pill active' : 'pill'}>
                    {isActive ? 'Active' : 'Deactivated'}
                  </span>
                </td>
                <td className="row-actions">
                  <button
                    type="button"
                    className="quiet"
                    aria-label={`${isActive ? 'Deactivate' : 'Reactivate'} ${nameOf(driver)}`}
                    onClick={() => (isActive ? ask(driver) : void change(driver))}
                  >
                    {isActive ? 'Deactivate' : 'Reactivate'}
                  </button>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <dialog ref={dialog} aria-labelledby="deactivate-title">
        <form method="dialog" onSubmit={() => chosen && void change(chosen)}>
          <h2 id="deactivate-title">Deactivate {chosen && nameOf(chosen)}?</h2>
          <p>The driver can no longer sign in. Logs are kept, and you can reactivate the driver later.</p>
          <div className="actions">
            <button className="primary">Deactivate</button>
            <button type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}

function TextCell({ text }: { readonly text: string }) {
  return <td className={text === '' ? 'text empty' : 'text'}>{text || '–'}</td>;
}

function nameOf({ firstName, lastName, id }: Driver): string {
  return [firstName, lastName].filter(Boolean).join(' ') || `Number ${id}`;
}

function contactOf({ email, phone, phoneCountryCode }: Driver): string {
  if (email) return email;
  return phone ? [phoneCountryCode, phone].filter(Boolean).join(' ') : '';
}
