import { useEffect, useRef, type ReactNode } from 'react';

interface FocusedHeadingProps {
  readonly id: string;
  readonly children: ReactNode;
}

/** Of a part that takes the place of another: whoever pressed the button that is gone goes on from here. */
export function FocusedHeading({ id, children }: FocusedHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h2 id={id} ref={heading} tabIndex={-1}>
      {children}
    </h2>
  );
}
