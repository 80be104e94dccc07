// A Users API that answers at once, or after DELAY_MS: 201 to a POST, 200 to a GET, always the same user, and pages of a hundred.
import { createServer } from 'node:http';

const user = {
  id: 987_654,
  email: 'john.doe@example.com',
  first_name: 'John',
  last_name: 'Doe',
  username: 'john.doe',
  role: 'driver',
  status: 'active',
  time_zone: 'Pacific Time (US & Canada)',
  carrier_name: 'Demo Fleet',
  driver_company_id: 'D-4711',
  created_at: '2026-01-01T00:00:00Z',
  external_ids: [
    { id: 1, external_id: '987', integration_name: 'generic_tms' },
    { id: 2, external_id: 'ab-1002', integration_name: 'payroll' },
  ],
};
const one = JSON.stringify({ user });
const page = JSON.stringify({
  users: Array.from({ length: 100 }, () => ({ user })),
  pagination: { total: 100, page_no: 1, per_page: 100 },
});
const delayMs = Number(process.env.DELAY_MS ?? 0);

createServer((request, response) => {
  const body = request.url.startsWith('/v1/users?') ? page : one;
  const answer = () => {
    response.writeHead(request.method === 'POST' ? 201 : 200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  };
  request.resume().on('end', () => (delayMs === 0 ? answer() : setTimeout(answer, delayMs)));
}).listen(Number(process.env.PORT), '127.0.0.1');
