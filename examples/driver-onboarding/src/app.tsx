import { lazy, Suspense, useEffect, useRef } from 'react';

import { DriverList } from './drivers/driver-list.tsx';
import { CreateDriver } from './driver-form/create-driver.tsx';
import { EditDriver } from './driver-form/edit-driver.tsx';
import { toHash, useRoute, type Route } from './route.ts';
import { SignIn } from './ui/sign-in.tsx';

const ImportPage = lazy(async () => ({ default: (await import('./import/import-page.tsx')).ImportPage }));

const TABS: readonly { readonly route: Route; readonly name: string }[] = [
  { route: { page: 'drivers' }, name: 'Drivers' },
  { route: { page: 'new' }, name: 'New driver' },
  { route: { page: 'import' }, name: 'Import' },
];

const TITLES: Readonly<Record<Route['page'], string>> = {
  drivers: 'Drivers',
  new: 'New driver',
  import: 'Import drivers',
  edit: 'Change driver',
};

export function App() {
  const route = useRoute();
  const address = toHash(route);
  const isFirst = useRef(true);
  // Whoever comes to another page by keyboard or screen reader begins at its heading.
  useEffect(() => {
    document.title = `${TITLES[route.page]} – Driver onboarding`;
    if (!isFirst.current) document.querySelector<HTMLElement>('main > :not([hidden]) > h1')?.focus();
    isFirst.current = false;
  }, [address, route.page]);
  return (
    <>
      <a className="skip" href="#main" onClick={skipToMain}>
        Skip to the page
      </a>
      <header className="top">
        <div className="wide">
          <span className="brand">Driver onboarding</span>
          <nav aria-label="Pages">
            {TABS.map((tab) => (
              <a
                key={tab.name}
                href={toHash(tab.route)}
                aria-current={tab.route.page === route.page ? 'page' : undefined}
              >
                {tab.name}
              </a>
            ))}
          </nav>
          <SignIn />
        </div>
      </header>
      <main id="main" tabIndex={-1} className="wide">
        <div hidden={route.page === 'import'}>
          {route.page === 'drivers' && <DriverList />}
          {route.page === 'new' && <CreateDriver />}
          {route.page === 'edit' && <EditDriver key={route.id} id={route.id} />}
        </div>
        {/* Stays while other pages are looked at: an import goes on meanwhile. */}
        <div hidden={route.page !== 'import'}>
          <Suspense>
            <ImportPage />
          </Suspense>
        </div>
      </main>
    </>
  );
}

/** The part of the address behind # names the page here, so the browser cannot jump by itself. */
function skipToMain(event: React.MouseEvent): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
