import { describe, expect, it } from 'vitest';

import { at, readRefusedCreate, TAKEN } from '../../support/refusals.ts';

const NO_REASON = 'was refused by the Users API without a reason';

describe('a refusal of another framework', () => {
  const email = at(['email'], 'INVALID', 'is invalid');
  const ofItem = at(['externalIds', 1, 'externalId'], 'TAKEN', TAKEN);

  it.each<[shape: string, body: unknown, expected: unknown[]]>([
    ['a list of remarks', [{ field: 'email', message: 'is invalid' }], [email]],
    ['remarks below errors', { errors: [{ field: 'email', message: 'is invalid' }] }, [email]],
    [
      'remarks beside a summary, about other things too',
      {
        message: 'No',
        errors: [
          { field: 'email', message: 'is invalid' },
          { field: 'badge', message: 'is odd' },
        ],
      },
      [at([], 'INVALID', 'No'), email, at([], 'INVALID', 'badge is odd')],
    ],
    [
      'JSON:API',
      {
        errors: [
          {
            status: '422',
            title: 'Odd',
            detail: 'is odd',
            source: { pointer: '/data/attributes/first-name' },
          },
          { detail: TAKEN, source: { pointer: '/data/attributes/external_ids/1/external_id' } },
          { title: 'is invalid', source: { parameter: 'email' } },
        ],
      },
      [at(['firstName'], 'INVALID', 'is odd'), ofItem, email],
    ],
    [
      'JSend',
      { status: 'fail', data: { email: 'is invalid', title: 'A title is required' } },
      [email, at([], 'REQUIRED', 'A title is required')],
    ],
    [
      'JSend with a message',
      { status: 'error', message: 'Email is invalid', data: { email: 'a@b.example' } },
      [email],
    ],
    ['JSend without a message', { status: 'fail', data: { email: ['is invalid'] } }, [email]],
    [
      'RFC 9457 with a map',
      {
        type: 'about:blank',
        title: 'Bad input',
        status: 400,
        instance: '/x',
        errors: { Email: ['is invalid'] },
      },
      [at([], 'INVALID', 'Bad input'), email],
    ],
    ['RFC 9457 with a list', { 'invalid-params': [{ name: 'email', reason: 'is invalid' }] }, [email]],
    [
      'Laravel',
      { message: 'No', errors: { 'external_ids.1.external_id': [TAKEN] } },
      [at([], 'INVALID', 'No'), ofItem],
    ],
    ['FastAPI', { detail: [{ type: 'value_error', loc: ['body', 'email'], msg: 'is invalid' }] }, [email]],
    [
      'Spring',
      {
        timestamp: '2026-01-01',
        status: 400,
        path: '/v1/users',
        errors: [
          { field: 'firstName', defaultMessage: 'must not be blank', rejectedValue: 'x', code: 'NotBlank' },
        ],
      },
      [at(['firstName'], 'REQUIRED', 'must not be blank')],
    ],
    [
      'NestJS',
      { statusCode: 400, message: ['email must be an email'] },
      [at(['email'], 'INVALID', 'must be an email')],
    ],
    [
      'class-validator',
      [{ property: 'email', constraints: { isEmail: 'email must be an email' }, children: [] }],
      [at(['email'], 'INVALID', 'must be an email')],
    ],
    [
      'express-validator',
      { errors: [{ type: 'field', msg: 'is invalid', path: 'email', location: 'body' }] },
      [email],
    ],
    ['Zod', { issues: [{ code: 'x', path: ['externalIds', 1, 'externalId'], message: TAKEN }] }, [ofItem]],
    ['Zod, flattened', { fieldErrors: { email: ['is invalid'] }, formErrors: [] }, [email]],
    [
      'Google',
      {
        error: { code: 400, details: [{ fieldViolations: [{ field: 'email', description: 'is invalid' }] }] },
      },
      [email],
    ],
    [
      'GitHub, with a code alone',
      { errors: [{ resource: 'User', field: 'email', code: 'already_exists' }] },
      [at(['email'], 'TAKEN', 'already exists')],
    ],
    [
      'Mongoose',
      { errors: { email: { name: 'ValidatorError', message: 'is invalid', path: 'email' } } },
      [email],
    ],
    [
      'Rails, in detail',
      { errors: { email: [{ error: 'is invalid' }], role: [{ error: 'blank' }] } },
      [email, at(['role'], 'REQUIRED', 'blank')],
    ],
    [
      'a list below an external id',
      { errors: { external_ids: [{}, { external_id: [{ message: TAKEN }] }] } },
      [ofItem],
    ],
    ['System.Text.Json', { errors: { '$.email': ['is invalid'] } }, [email]],
    ['a remark about no field', [{ name: 'ValidationError', message: 'Email is invalid' }], [email]],
    ['a remark without a text', { errors: [{ field: 'email' }] }, [at([], 'INVALID', 'field email')]],
    ['the user around the map', { errors: { user: { email: ['is invalid'] } } }, [email]],
    [
      'a status that is about the input',
      { status: 'is invalid', email: 'is invalid' },
      [at(['status'], 'INVALID', 'is invalid'), email],
    ],
    ['a status of the answer', { status: 'Bad Request', email: ['is invalid'] }, [email]],
    [
      'words about the answer alone',
      { status: 'fail', type: 'x', code: 'y', success: 'no' },
      [at([], 'INVALID', NO_REASON)],
    ],
  ])('names its fields: %s', (_, body, expected) => {
    expect(readRefusedCreate(body, { externalIds: [{}, {}] })).toEqual(expected);
  });
});
