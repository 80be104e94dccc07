import { useState } from 'react';

import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { toHash } from '../route.ts';
import { CreateForm, type Created } from './create-form.tsx';
import { readPending } from './pending-create.ts';

export function CreateDriver() {
  const [created, setCreated] = useState<Created>();
  const [forms, setForms] = useState(0);
  const again = () => {
    setCreated(undefined);
    setForms(forms + 1);
  };
  return (
    <Page title="New driver" intro="Only the names are required.">
      {created === undefined ? (
        <CreateForm key={forms} pending={readPending()} onCreated={setCreated} onStartOver={again} />
      ) : (
        <Success created={created} onNext={again} />
      )}
    </Page>
  );
}

function Success({ created: { user }, onNext }: { readonly created: Created; readonly onNext: () => void }) {
  const next = (
    <button type="button" className="primary" onClick={onNext} ref={(button) => button?.focus()}>
      Create another driver
    </button>
  );
  if (!user) {
    return (
      <Notice kind="success" title="Everything is right with this driver">
        <p>You are signed in with a key in test mode: it was checked and not saved.</p>
        <div className="actions">{next}</div>
      </Notice>
    );
  }
  return (
    <Notice kind="success" title={`${user.firstName ?? ''} ${user.lastName ?? ''} was created`}>
      <p>
        Number <code>{user.id}</code>
      </p>
      <div className="actions">
        {next}
        <a href={toHash({ page: 'edit', id: user.id })}>Open this driver</a>
      </div>
    </Notice>
  );
}
