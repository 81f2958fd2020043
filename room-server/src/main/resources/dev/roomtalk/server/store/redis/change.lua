-- Changes a hash of a room. ARGV[4]: what its key has behind the room's, or ''. ARGV[5]: how many fields get a value; they and
-- their values follow, and then the fields that are removed.
local changed, at = room .. ARGV[4], 6
for _ = 1, tonumber(ARGV[5]) do
  redis.call('HSET', changed, ARGV[at], ARGV[at + 1])
  at = at + 2
end
for i = at, #ARGV do redis.call('HDEL', changed, ARGV[i]) end
return {1}
