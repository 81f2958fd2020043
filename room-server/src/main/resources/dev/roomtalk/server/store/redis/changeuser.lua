-- Gives a user another value of a field, ARGV[1], ARGV[2]. Returns the one before; nothing: there is no such user.
local was = redis.call('HGET', KEYS[1], ARGV[1])
if was then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return was and {was} or {}
