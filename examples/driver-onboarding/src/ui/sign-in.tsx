import { useRef } from 'react';

import { setToken, useToken } from '../session.ts';

/** Stands for the sign-in that a real application has: whoever knows a token of the Users API types it here. */
export function SignIn() {
  const dialog = useRef<HTMLDialogElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const token = useToken();
  return (
    <div className="sign-in">
      <button
        type="button"
        className="quiet"
        aria-haspopup="dialog"
        onClick={() => dialog.current?.showModal()}
      >
        {token === '' ? 'Sign in' : 'Signed in'}
      </button>
      <dialog ref={dialog} aria-labelledby="sign-in-title">
        <form method="dialog" onSubmit={() => setToken(input.current?.value.trim() ?? '')}>
          <h2 id="sign-in-title">Sign in</h2>
          <div className="field">
            <label htmlFor="token">Access token</label>
            <input
              ref={input}
              id="token"
              type="password"
              autoComplete="off"
              defaultValue={token}
              aria-describedby="token-hint"
            />
            <p id="token-hint" className="hint">
              Kept in the memory of this page alone. Empty signs you out.
            </p>
          </div>
          <div className="actions">
            <button className="primary">Use it</button>
            <button type="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
          </div>
        </form>
      </dialog>
    </div>
  );
}
