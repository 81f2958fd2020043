-- Removes fields of a hash of a room. ARGV[4]: what its key has behind the room's. ARGV[5] on: the fields.
for i = 5, #ARGV do redis.call('HDEL', room .. ARGV[4], ARGV[i]) end
return {1}
