-- Reads the messages that were changed. KEYS[1]: the room's hash. ARGV[1], ARGV[2]: the lowest sequence, and the highest.
local found = {}
for i, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1] .. ':c', ARGV[1], ARGV[2])) do found[i] = cmsgpack.unpack(member) end
return found
