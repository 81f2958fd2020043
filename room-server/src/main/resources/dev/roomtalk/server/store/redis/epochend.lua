-- Returns the last sequence of an epoch, ARGV[4], or of one before it; 0: there was none.
if tonumber(ARGV[4]) >= epoch then return {last} end
local ended = redis.call('ZREVRANGEBYSCORE', room .. ':e', ARGV[4], '-inf', 'LIMIT', 0, 1)[1]
return {ended and tonumber(string.match(ended, ':(%d+)')) or 0}
