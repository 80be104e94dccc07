// A Users API that answers at once: 201 to a POST, 200 to a GET, always the same user.
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
const body = JSON.stringify({ user });

createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(request.method === 'POST' ? 201 : 200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
  });
}).listen(Number(process.env.PORT), '127.0.0.1');
