import { useSyncExternalStore } from 'react';

export type Route =
  | { readonly page: 'drivers' }
  | { readonly page: 'new' }
  | { readonly page: 'import' }
  | { readonly page: 'edit'; readonly id: string };

/** The page stands in the part of the address that stays in the browser, so that any file server can serve the app. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (listener) => {
      window.addEventListener('hashchange', listener);
      return () => window.removeEventListener('hashchange', listener);
    },
    () => window.location.hash,
  );
  return toRoute(hash);
}

export function goTo(route: Route): void {
  window.location.hash = toHash(route);
}

export function toHash(route: Route): string {
  return route.page === 'edit' ? `#/drivers/${route.id}` : `#/${route.page}`;
}

function toRoute(hash: string): Route {
  const [, page, id] = hash.split('/');
  if (page === 'drivers' && id !== undefined && id !== '') return { page: 'edit', id };
  return page === 'new' || page === 'import' ? { page } : { page: 'drivers' };
}
