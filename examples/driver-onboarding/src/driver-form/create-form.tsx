import { useApolloClient } from '@apollo/client/react';
import { useRef, useState } from 'react';
import { FormProvider } from 'react-hook-form';
import type { CreateUserInput } from 'users-gateway-client';

import { CREATE_DRIVER } from '../drivers/operations.ts';
import type { CreateDriverMutation } from '../gql/graphql.ts';
import { newKey } from '../new-key.ts';
import { toTrouble, type Trouble } from '../trouble.ts';
import { TroubleNotice } from '../ui/trouble-notice.tsx';
import { DriverFields } from './driver-fields.tsx';
import { EMPTY } from './driver-values.ts';
import { forgetPending, keepPending, type PendingCreate } from './pending-create.ts';
import { useDriverForm } from './use-driver-form.ts';

export type Created = NonNullable<CreateDriverMutation['createUser']>;

interface CreateFormProps {
  /** Of the page before it was loaded again. */
  readonly pending: PendingCreate | undefined;
  readonly onCreated: (created: Created) => void;
  readonly onStartOver: () => void;
}

/** What became of a create that has neither succeeded nor been refused. It is sent again as it is, with its key, or given up. */
const INTERRUPTED: Trouble = {
  title: 'This driver was on the way when the page was closed',
  text: 'Try again to find out what became of it. Nobody is created twice.',
  step: 'repeatWithSameKey',
  mayBeSaved: true,
};

const PASSWORD_HINT = 'At least 6 characters. The driver can be created without one.';
const PASSWORD_AGAIN = 'The password was not kept. Type the one that you gave before.';

export function CreateForm({ pending, onCreated, onStartOver }: CreateFormProps) {
  const client = useApolloClient();
  const { form, element, showViolations } = useDriverForm({
    ...EMPTY,
    ...pending?.values,
  });
  /** Of a call whose outcome is open: the next press of the button asks for the same call. */
  const [key, setKey] = useState(pending?.key);
  const [isSending, setSending] = useState(false);
  const isBusy = useRef(false);
  const [trouble, setTrouble] = useState<Trouble | undefined>(pending && INTERRUPTED);
  const [remarks, setRemarks] = useState<readonly string[]>([]);
  const isOpen = key !== undefined;
  const isPasswordMissing = isOpen && pending?.key === key && pending.hadPassword;

  const send = async (input: CreateUserInput) => {
    // The second click of a double click.
    if (isBusy.current) return;
    isBusy.current = true;
    const itsKey = key ?? newKey();
    setKey(itsKey);
    setSending(true);
    setTrouble(undefined);
    setRemarks([]);
    keepPending(itsKey, form.getValues());
    const answer = await client
      .mutate({
        mutation: CREATE_DRIVER,
        variables: { input },
        context: { headers: { 'Idempotency-Key': itsKey } },
      })
      .catch((error: unknown) => ({ data: undefined, error }));
    isBusy.current = false;
    setSending(false);
    const created = answer.data?.createUser;
    if (created) {
      forgetPending();
      onCreated(created);
      return;
    }
    const met = toTrouble(answer);
    setTrouble(met);
    if (met?.step !== 'correct') return;
    // What is corrected is another driver, and gets another key.
    setKey(undefined);
    forgetPending();
    setRemarks(showViolations(answer));
  };
  const submit = form.handleSubmit(send, () => setTrouble(undefined));
  const giveUpKey = () => {
    setKey(undefined);
    forgetPending();
    setTrouble(undefined);
  };

  return (
    <FormProvider {...form}>
      <form ref={element} noValidate onSubmit={submit} aria-busy={isSending}>
        <DriverFields
          isLocked={isOpen || isSending}
          isPasswordLocked={(isOpen && !isPasswordMissing) || isSending}
          passwordHint={isPasswordMissing ? PASSWORD_AGAIN : PASSWORD_HINT}
        />
        {trouble && (
          <TroubleNotice trouble={trouble} onRepeat={submit}>
            {isOpen && !trouble.mayBeSaved && (
              <button type="button" onClick={giveUpKey}>
                Change the form
              </button>
            )}
            {isOpen && trouble.mayBeSaved && (
              <button type="button" onClick={() => (forgetPending(), onStartOver())}>
                Give up and start over
              </button>
            )}
          </TroubleNotice>
        )}
        {remarks.length > 0 && (
          <ul className="remarks">
            {remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        )}
        {!isOpen || isSending ? (
          <div className="actions bar">
            <button className="primary" aria-disabled={isSending}>
              {isSending ? 'Creating …' : 'Create driver'}
            </button>
            <span role="status">
              {isSending && <span className="visually-hidden">Creating the driver</span>}
            </span>
          </div>
        ) : null}
      </form>
    </FormProvider>
  );
}
