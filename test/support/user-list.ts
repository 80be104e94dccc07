import type { ScriptedUsersApi } from './scripted-users-api.ts';

/**
 * Scripts `GET /v1/users` as a list of so many users with the ids 1, 2, …, in pages as the documentation has them.
 *
 * @param cap - Users on a page at most, whatever is asked for.
 */
export function scriptUserList(usersApi: ScriptedUsersApi, count: number, cap = 100): void {
  usersApi.route('GET /v1/users', ({ path }) => {
    const query = new URL(path, usersApi.url).searchParams;
    const [pageNo, asked] = [Number(query.get('page_no')), Number(query.get('per_page'))];
    if (pageNo < 1 || asked < 1 || asked > 100) return { status: 400, body: { error_message: 'no page' } };
    const perPage = Math.min(asked, cap);
    const ids = Array.from({ length: count }, (_, index) => index + 1);
    return {
      body: {
        users: ids.slice((pageNo - 1) * perPage, pageNo * perPage).map((id) => ({ user: { id } })),
        pagination: { per_page: perPage, page_no: pageNo, total: count },
      },
    };
  });
}
