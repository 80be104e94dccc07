import { useApolloClient, useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { FormProvider } from 'react-hook-form';

import { DRIVER, REMOVE_EXTERNAL_ID, UPDATE_DRIVER } from '../drivers/operations.ts';
import type { DriverQuery } from '../gql/graphql.ts';
import { toHash } from '../route.ts';
import { toTrouble, type Trouble } from '../trouble.ts';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { TroubleNotice } from '../ui/trouble-notice.tsx';
import { toChanges, toValues } from './driver-changes.ts';
import { DriverFields } from './driver-fields.tsx';
import { useDriverForm } from './use-driver-form.ts';

type Driver = NonNullable<DriverQuery['user']>;

export function EditDriver({ id }: { readonly id: string }) {
  const answer = useQuery(DRIVER, { variables: { id }, fetchPolicy: 'network-only' });
  const { data, loading, refetch } = answer;
  const [saves, setSaves] = useState(0);
  const trouble = loading ? undefined : toTrouble(answer);
  return (
    <Page title="Change driver" intro={<a href={toHash({ page: 'drivers' })}>Back to the list</a>}>
      {loading && <p role="status">Loading …</p>}
      {trouble && <TroubleNotice trouble={trouble} onRepeat={() => void refetch()} />}
      {saves > 0 && <Notice key={saves} kind="success" title="The changes were saved" />}
      {data?.user && (
        // Begins anew with what was saved: new ids have numbers now.
        <EditForm
          key={saves}
          driver={data.user}
          onSaved={() => void refetch().then(() => setSaves(saves + 1))}
        />
      )}
      {data?.user === null && !trouble && (
        <Notice kind="neutral" title="There is no driver with this number" />
      )}
    </Page>
  );
}

interface EditFormProps {
  readonly driver: Driver;
  readonly onSaved: () => void;
}

function EditForm({ driver, onSaved }: EditFormProps) {
  const client = useApolloClient();
  const { form, element, showViolations } = useDriverForm(toValues(driver));
  const [isSending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<Trouble>();
  const [remarks, setRemarks] = useState<readonly string[]>([]);

  const save = async () => {
    if (isSending) return;
    setSending(true);
    setTrouble(undefined);
    setRemarks([]);
    const { input, removed } = toChanges(driver, form.getValues());
    // Changing twice does no harm, so what failed on the way is sent again as a whole.
    const answers = async () => {
      const answer = await client.mutate({ mutation: UPDATE_DRIVER, variables: { input } });
      for (const id of toTrouble(answer) ? [] : removed) {
        const gone = await client.mutate({ mutation: REMOVE_EXTERNAL_ID, variables: { input: { id } } });
        if (toTrouble(gone)) return gone;
      }
      return answer;
    };
    const answer = await answers().catch((error: unknown) => ({ error }));
    setSending(false);
    const met = toTrouble(answer);
    setTrouble(met);
    if (met === undefined) {
      onSaved();
    } else if (met.step === 'correct') {
      setRemarks(showViolations(answer));
    }
  };
  const submit = form.handleSubmit(save);

  return (
    <FormProvider {...form}>
      <form ref={element} noValidate onSubmit={submit} aria-busy={isSending}>
        <DriverFields
          isLocked={isSending}
          isPasswordLocked={isSending}
          passwordHint="Empty: it stays as it is."
        />
        {trouble && <TroubleNotice trouble={trouble} onRepeat={submit} />}
        {remarks.length > 0 && (
          <ul className="remarks">
            {remarks.map((remark) => (
              <li key={remark}>{remark}</li>
            ))}
          </ul>
        )}
        <div className="actions bar">
          <button className="primary" aria-disabled={isSending}>
            {isSending ? 'Saving …' : 'Save changes'}
          </button>
        </div>
      </form>
    </FormProvider>
  );
}
