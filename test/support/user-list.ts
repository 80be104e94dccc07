import type { ScriptedUsersApi } from './scripted-users-api.ts';

/** Scripts `GET /v1/users` as a list of so many users with the ids 1, 2, …, in pages as the documentation has them. */
export function scriptUserList(usersApi: ScriptedUsersApi, count: number): void {
  usersApi.route('GET /v1/users', ({ path }) => {
    const query = new URL(path, usersApi.url).searchParams;
    const [pageNo, perPage] = [Number(query.get('page_no')), Number(query.get('per_page'))];
    if (pageNo < 1 || perPage < 1 || perPage > 100)
      return { status: 400, body: { error_message: 'no page' } };
    const ids = Array.from({ length: count }, (_, index) => index + 1);
    return {
      body: {
        users: ids.slice((pageNo - 1) * perPage, pageNo * perPage).map((id) => ({ user: { id } })),
        pagination: { per_page: perPage, page_no: pageNo, total: count },
      },
    };
  });
}
