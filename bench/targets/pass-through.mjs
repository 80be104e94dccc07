// The least that stands between a caller and the Users API: node:http in, undici out, bytes as they are.
import { createServer } from 'node:http';

import { Pool } from 'undici';

const pool = new Pool(process.env.USERS_API_URL, { connections: 64 });

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const { variables } = JSON.parse(Buffer.concat(chunks));
  const { statusCode, body } = await pool.request(
    variables.id === undefined
      ? {
          method: 'POST',
          path: '/v1/users',
          headers: { authorization: request.headers.authorization, 'content-type': 'application/json' },
          body: JSON.stringify(variables.input),
        }
      : {
          method: 'GET',
          path: `/v1/users/${variables.id}`,
          headers: { authorization: request.headers.authorization },
        },
  );
  const text = await body.text();
  response.writeHead(statusCode === 201 ? 200 : statusCode, { 'content-type': 'application/json' });
  response.end(text);
}).listen(Number(process.env.PORT), '127.0.0.1');
