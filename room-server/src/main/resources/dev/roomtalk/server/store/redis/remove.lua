-- Removes messages for good. ARGV[4]: all that is removed now, and was before. ARGV[5] on: sequences.
local bytes, removed = tonumber(redis.call('HGET', room, 'bytes')), 0
for i = 5, #ARGV do
  local message, member = find(ARGV[i])
  if message then
    bytes = bytes - weight(message)
    removed = removed + (member and redis.call('ZREM', revised, member) or redis.call('XDEL', log, ARGV[i]))
  end
end
redis.call('HSET', room, 'bytes', text(bytes), 'removed', ARGV[4])
return {removed}
