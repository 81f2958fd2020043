-- Keeps a message that was changed, of a room that is moved into this database. KEYS[1]: the room's hash. ARGV: the message, as
-- revised.lua has it.
local message = {tonumber(ARGV[1])}
for i = 2, 10 do message[i] = ARGV[i] end
return redis.call('ZADD', KEYS[1] .. ':c', ARGV[1], cmsgpack.pack(message))
