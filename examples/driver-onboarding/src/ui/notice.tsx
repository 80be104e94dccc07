import { useEffect, useRef, type ReactNode } from 'react';

interface NoticeProps {
  readonly kind: 'problem' | 'success' | 'neutral';
  readonly title: string;
  readonly children?: ReactNode;
}

/** A message that screen readers read out when it appears: at once where something went wrong. */
export function Notice({ kind, title, children }: NoticeProps) {
  const element = useRef<HTMLDivElement>(null);
  // The button that was pressed may be gone: whoever uses the keyboard goes on from here.
  useEffect(() => {
    if (document.activeElement === document.body) element.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div
      ref={element}
      tabIndex={-1}
      className={`notice ${kind}`}
      role={kind === 'problem' ? 'alert' : 'status'}
    >
      <p className="notice-title">{title}</p>
      {children}
    </div>
  );
}
