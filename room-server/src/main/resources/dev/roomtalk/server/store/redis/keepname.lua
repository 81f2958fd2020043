-- Makes the reservation of a name final, if ARGV[1] has it.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {0} end
redis.call('PERSIST', KEYS[1])
return {1}
