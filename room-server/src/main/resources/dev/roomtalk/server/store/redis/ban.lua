-- Remembers a ban. ARGV[4], ARGV[5]: its field and its value. ARGV[6]: the user who is a member no longer because of it, if that
-- user was one at ARGV[7], in ms; or ''.
redis.call('HSET', room .. ':b', ARGV[4], ARGV[5])
local member = redis.call('HGET', room .. ':m', ARGV[6])
if member and tonumber(string.match(member, ' (%d+)')) <= tonumber(ARGV[7]) then
  redis.call('HDEL', room .. ':m', ARGV[6])
end
return {1}
