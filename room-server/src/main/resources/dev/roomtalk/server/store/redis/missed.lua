-- Reads what a node may have missed. ARGV[4], ARGV[5]: epoch and sequence of the last message that it has; ARGV[6]: at most so
-- many. Returns the epoch, the last sequence, and the messages; those that were changed meanwhile are left out.
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
return {epoch, last, found}
