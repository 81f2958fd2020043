-- Reads what a node may have missed. ARGV[4], ARGV[5]: epoch and sequence of the last message that it has; ARGV[6]: at most so
-- many; ARGV[7]: the version of the last change that it has. Returns the epoch, the last sequence, the version, the room if that is
-- a newer one, with its members, bans, invitations and who is present, and the messages; those that were changed meanwhile are
-- left out.
local from = tonumber(ARGV[5])
if tonumber(ARGV[4]) < epoch then
  -- Of that epoch the log may have lost the end, and another has gone on there.
  local ended = redis.call('ZREVRANGEBYSCORE', room .. ':e', ARGV[4], '-inf', 'LIMIT', 0, 1)[1]
  from = ended and math.min(from, tonumber(string.match(ended, ':(%d+)'))) or from
end
local found = {}
for _, entry in ipairs(redis.call('XRANGE', log, text(from + 1), '+', 'COUNT', ARGV[6])) do
  found[#found + 1] = fields(entry)
end
local state = {}
if version > tonumber(ARGV[7]) then
  state = {redis.call('HGETALL', room), redis.call('HGETALL', room .. ':m'), redis.call('HGETALL', room .. ':b'),
    redis.call('HGETALL', room .. ':i'), redis.call('HGETALL', room .. ':p')}
end
return {epoch, last, version, state, found}
