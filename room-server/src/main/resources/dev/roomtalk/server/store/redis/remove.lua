-- Removes messages for good. ARGV[4]: all that is removed now, and was before. ARGV[5] on: sequences.
local bytes, removed = tonumber(redis.call('HGET', room, 'bytes')), 0
for i = 5, #ARGV do
  local entry = redis.call('XRANGE', log, ARGV[i], ARGV[i])[1]
  if entry then
    local e = entry[2]
    bytes = bytes - 128 - #e[12] - #e[14] - (#e[16] == 0 and 0 or #e[16] - 1)
    removed = removed + redis.call('XDEL', log, entry[1])
  end
end
redis.call('HSET', room, 'bytes', text(bytes), 'removed', ARGV[4])
return {removed}
