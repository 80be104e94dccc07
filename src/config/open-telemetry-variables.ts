import { anyText, httpUrl, oneOf, optional, type Reading, type Variable } from './variable.ts';

const PROTOCOL = {
  default: undefined,
  meaning: 'spans are sent as JSON over HTTP and in no other way',
} as const;
const HEADERS = { values: 'name=value, separated by commas', read: readPairs, secret: true } as const;
const TIMEOUT = { values: 'number above 0, milliseconds', read: numberAbove0 };
const BATCH = { values: 'number above 0', read: numberAbove0 };
const LIMIT = { values: 'number', read: numberFrom0 };

/**
 * OpenTelemetry's own names. Its SDK reads most of them by itself and falls back in silence where it cannot use a value;
 * here that is a fault.
 *
 * @see https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
 */
export const OPEN_TELEMETRY_VARIABLES = {
  OTEL_EXPORTER_OTLP_ENDPOINT: optional({
    values: 'http or https URL',
    read: httpUrl('http://127.0.0.1:4318'),
    meaning: 'spans go to `/v1/traces` below it; unset: nothing is traced',
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: optional({
    values: 'http or https URL',
    read: httpUrl('http://127.0.0.1:4318'),
    meaning: 'spans go there and not below the other',
  }),
  OTEL_TRACES_EXPORTER: oneOf(['otlp', 'none'], { default: 'otlp', meaning: 'none switches tracing off' }),
  OTEL_SDK_DISABLED: {
    default: false,
    values: 'true, false',
    read: readBoolean,
    meaning: 'true switches tracing off',
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: oneOf(['http/json'], PROTOCOL),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: oneOf(['http/json'], PROTOCOL),
  OTEL_EXPORTER_OTLP_HEADERS: optional({ ...HEADERS, meaning: 'sent with every export' }),
  OTEL_EXPORTER_OTLP_TRACES_HEADERS: optional({ ...HEADERS, meaning: 'added to the others' }),
  OTEL_EXPORTER_OTLP_TIMEOUT: optional({ ...TIMEOUT, meaning: 'of one export; unset: 10000' }),
  OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: optional({ ...TIMEOUT, meaning: 'counts before the other' }),
  OTEL_EXPORTER_OTLP_COMPRESSION: oneOf(['none', 'gzip'], { default: 'none', meaning: 'of exports' }),
  OTEL_EXPORTER_OTLP_TRACES_COMPRESSION: oneOf(['none', 'gzip'], {
    default: undefined,
    meaning: 'counts before the other',
  }),
  OTEL_SERVICE_NAME: optional({
    values: 'text',
    read: anyText,
    meaning: 'unset: users-graphql-gateway',
  }),
  OTEL_RESOURCE_ATTRIBUTES: optional({
    values: 'name=value, separated by commas',
    read: readAttributes,
    meaning: 'of the process, on every span',
  }),
  OTEL_PROPAGATORS: {
    default: 'tracecontext',
    values: 'tracecontext, baggage',
    read: readPropagators,
    meaning: 'W3C Trace Context is passed on and nothing else',
  },
  OTEL_TRACES_SAMPLER: oneOf(
    [
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ],
    { default: 'parentbased_always_on', meaning: 'which operations are traced' },
  ),
  OTEL_TRACES_SAMPLER_ARG: optional({
    values: '0 to 1',
    read: readRatio,
    meaning: 'the share that the samplers by ratio take; unset: 1',
  }),
  OTEL_BSP_SCHEDULE_DELAY: optional({ ...TIMEOUT, meaning: 'between two exports; unset: 5000' }),
  OTEL_BSP_EXPORT_TIMEOUT: optional({ ...TIMEOUT, meaning: 'of one export; unset: 30000' }),
  OTEL_BSP_MAX_QUEUE_SIZE: optional({ ...BATCH, meaning: 'spans that may wait; unset: 2048' }),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: optional({ ...BATCH, meaning: 'spans of one export; unset: 512' }),
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: optional({ ...LIMIT, meaning: 'characters; unset: no limit' }),
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: optional({ ...LIMIT, meaning: 'counts before the other' }),
  OTEL_ATTRIBUTE_COUNT_LIMIT: optional({ ...LIMIT, meaning: 'attributes of a span; unset: 128' }),
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: optional({ ...LIMIT, meaning: 'counts before the other' }),
} satisfies Record<string, Variable<unknown>>;

function readBoolean(text: string): Reading<boolean> {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false'
    ? { value: word === 'true' }
    : { fault: 'must be one of true, false' };
}

function numberAbove0(text: string): Reading<string> {
  const value = Number(text);
  return value > 0 && Number.isFinite(value) ? { value: text } : { fault: 'must be a number above 0' };
}

function numberFrom0(text: string): Reading<string> {
  return Number(text) >= 0 ? { value: text } : { fault: 'must be a number, 0 or more' };
}

function readRatio(text: string): Reading<string> {
  const ratio = Number(text);
  return ratio >= 0 && ratio <= 1 ? { value: text } : { fault: 'must be a number from 0 to 1' };
}

function readPropagators(text: string): Reading<string> {
  const names = text.split(',').map((name) => name.trim());
  return names.includes('tracecontext') && names.every((name) => ['tracecontext', 'baggage'].includes(name))
    ? { value: text }
    : { fault: 'must be tracecontext, with or without baggage' };
}

const PAIRS_FAULT = 'must be name=value pairs separated by commas, percent-encoded';

/** A pair that is none is dropped, and what follows a semicolon. */
function readPairs(text: string): Reading<string> {
  return pairsOf(text).every(([name, value]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[^;]+$/.test(value))
    ? { value: text }
    : { fault: PAIRS_FAULT };
}

/** One pair that is none drops them all. */
function readAttributes(text: string): Reading<string> {
  return pairsOf(text).every(([name, value]) => name !== '' && !value.includes('='))
    ? { value: text }
    : { fault: PAIRS_FAULT };
}

/** Name and value around the first `=`, trimmed; the name is empty where there is none or percent-encoding is broken. */
function pairsOf(text: string): (readonly [name: string, value: string])[] {
  const pairs = text.split(',').map((pair) => pair.trim());
  return pairs
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [, name = '', value = ''] = /^([^=]*)=(.*)$/.exec(pair) ?? [];
      return canDecode(pair) ? [name.trim(), value.trim()] : ['', ''];
    });
}

function canDecode(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
