-- Frees a name or a token, if it is of ARGV[1].
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {0} end
return {redis.call('DEL', KEYS[1])}
