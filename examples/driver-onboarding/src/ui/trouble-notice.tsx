import type { ReactNode } from 'react';

import { toHash } from '../route.ts';
import type { Trouble } from '../trouble.ts';
import { useSecondsUntil } from './countdown.ts';
import { Notice } from './notice.tsx';

interface TroubleNoticeProps {
  readonly trouble: Trouble;
  /** Sends the same call again, with the key it had. Absent: whoever called does so by himself. */
  readonly onRepeat?: () => void;
  /** More buttons. */
  readonly children?: ReactNode;
}

/** What went wrong and what can be done about it: a button to repeat, after a countdown where there is something to wait for. */
export function TroubleNotice({ trouble, onRepeat, children }: TroubleNoticeProps) {
  const { title, text, step, notBefore, existingUserId, requestId } = trouble;
  const seconds = useSecondsUntil(notBefore);
  const isRepeatable = step === 'wait' || step === 'repeatWithSameKey' || step === 'signIn';
  return (
    <Notice kind="problem" title={title}>
      <p>
        {text}
        {step === 'askSomebody' &&
          trouble.mayBeSaved &&
          ' Look in the list of drivers before you send it again.'}
      </p>
      <div className="actions">
        {isRepeatable && onRepeat && (
          <button
            type="button"
            className="primary"
            aria-disabled={seconds > 0}
            onClick={seconds > 0 ? undefined : onRepeat}
          >
            {/* Read out once: a number that changes every second would drown everything else. */}
            <span aria-hidden={seconds > 0}>{seconds > 0 ? `Try again in ${seconds} s` : 'Try again'}</span>
            {seconds > 0 && <span className="visually-hidden">Try again after a short wait</span>}
          </button>
        )}
        {!onRepeat && seconds > 0 && <span role="timer">Goes on by itself in {seconds} s</span>}
        {existingUserId !== undefined && (
          <a href={toHash({ page: 'edit', id: existingUserId })}>Open that driver</a>
        )}
        {children}
      </div>
      {requestId !== undefined && step !== 'correct' && (
        <p className="reference">
          Reference for support: <code>{requestId}</code>
        </p>
      )}
    </Notice>
  );
}
