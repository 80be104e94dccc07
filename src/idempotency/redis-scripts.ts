/**
 * What is done with a record in Redis, in one step each. A record is a hash: changing it keeps its time to live, which only
 * PEXPIRE sets. Times are the server's.
 */

/**
 * Of the record's form, and of the outcomes in it. To be raised when either changes: a record of another form is an unknown
 * outcome to whoever reads it.
 */
const FORM = '1';

const PRELUDE = `
local function read()
  local kind = redis.call('TYPE', KEYS[1]).ok
  if kind == 'none' then return nil end
  if kind ~= 'hash' then return {} end
  local names = { 'form', 'fingerprint', 'state', 'holder', 'claimedUntil', 'beganAt', 'knowledge', 'outcome' }
  local record = {}
  for index, value in ipairs(redis.call('HMGET', KEYS[1], unpack(names))) do
    if value then record[names[index]] = value end
  end
  record.isReadable = record.form == '${FORM}' and record.fingerprint ~= nil and record.state ~= nil
  return record
end
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`;

/** Arguments: holder, fingerprint, claimMs, ttlMs. Sent twice, it answers the same: a holder is not another to itself. */
export const CLAIM = `${PRELUDE}
local holder, fingerprint, claimMs, ttlMs = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local record = read()
if not record then
  redis.call('HSET', KEYS[1], 'form', '${FORM}', 'fingerprint', fingerprint, 'state', 'claimed', 'holder', holder,
    'claimedUntil', now() + claimMs, 'beganAt', now())
  redis.call('PEXPIRE', KEYS[1], math.max(ttlMs, claimMs))
  return { 'claimed' }
end
-- Whoever wrote it still reads it, so it stays as it is.
if not record.isReadable then return { 'resuming' } end
if record.fingerprint ~= fingerprint then return { 'reused' } end
if record.state == 'completed' then
  if record.outcome then return { 'completed', record.outcome } end
  return { 'resuming' }
end
local isHeld = record.holder == holder
if isHeld and record.state == 'claimed' then return { 'claimed' } end
local leftMs = (tonumber(record.claimedUntil) or 0) - now()
if not isHeld and record.state ~= 'unknown' and leftMs > 0 then return { 'running', leftMs } end
redis.call('HSET', KEYS[1], 'state', 'resuming', 'holder', holder, 'claimedUntil', now() + claimMs)
local beganAt = tonumber(record.beganAt)
return { 'resuming', beganAt and now() - beganAt or false, record.outcome or false }
`;

/** Arguments: holder, fingerprint, knowledge, ttlMs, beganAgoMs or an empty text, outcome if there is one. Answers 1 when it is stored. */
export const SETTLE = `${PRELUDE}
local holder, fingerprint, knowledge, ttlMs = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local beganAgoMs, outcome = tonumber(ARGV[5]), ARGV[6]
local isDone = knowledge == 'success' or knowledge == 'applied'
local record = read()
local isHeld = record and record.isReadable and record.holder == holder

if not record then
  if knowledge == 'released' then return 1 end
  if knowledge == 'refused' then return 0 end
elseif not record.isReadable then
  if not isDone then return 0 end
  redis.call('DEL', KEYS[1])
elseif record.fingerprint ~= fingerprint then
  return 0
elseif record.state == 'completed' then
  -- It may have been written down by a command whose answer was lost.
  if record.knowledge == knowledge and record.outcome == outcome then return 1 end
  local outweighs = knowledge == 'success' and record.knowledge ~= 'success'
    or knowledge == 'applied' and record.knowledge == 'refused'
  if not outweighs then return 0 end
elseif not isDone and not isHeld then
  if knowledge ~= 'unknown' then return 0 end
  if record.state == 'claimed' then redis.call('HSET', KEYS[1], 'state', 'resuming') end
  return 1
elseif knowledge == 'released' and record.state == 'claimed' then
  redis.call('DEL', KEYS[1])
  return 1
end

redis.call('HDEL', KEYS[1], 'holder', 'claimedUntil')
if outcome then redis.call('HSET', KEYS[1], 'outcome', outcome) end
if isDone or knowledge == 'refused' then
  redis.call('HSET', KEYS[1], 'form', '${FORM}', 'fingerprint', fingerprint, 'state', 'completed', 'knowledge', knowledge)
  redis.call('PEXPIRE', KEYS[1], ttlMs)
  return 1
end
redis.call('HSET', KEYS[1], 'form', '${FORM}', 'fingerprint', fingerprint, 'state', 'unknown')
if not record and beganAgoMs then redis.call('HSET', KEYS[1], 'beganAt', now() - beganAgoMs) end
if not record or record.state == 'claimed' then redis.call('PEXPIRE', KEYS[1], ttlMs) end
return 1
`;
