import type { ReactNode } from 'react';

interface PageProps {
  readonly title: string;
  readonly intro?: ReactNode;
  readonly children: ReactNode;
}

/** One page of the app. Its heading takes the focus when somebody comes to it. */
export function Page({ title, intro, children }: PageProps) {
  return (
    <>
      <h1 tabIndex={-1}>{title}</h1>
      {intro !== undefined && <p className="intro">{intro}</p>}
      {children}
    </>
  );
}
