-- Remembers how far a user has read. ARGV[4]: the user. ARGV[5]: the sequence; a lower one than before changes nothing.
if tonumber(ARGV[5]) > tonumber(redis.call('HGET', room .. ':r', ARGV[4]) or '0') then
  redis.call('HSET', room .. ':r', ARGV[4], ARGV[5])
end
return {1}
