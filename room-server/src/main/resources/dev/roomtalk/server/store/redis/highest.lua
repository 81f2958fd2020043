-- Returns the highest n of a speaker, ARGV[4]; 0: none is known.
local had = redis.call('HGET', spoken, ARGV[4]) or redis.call('HGET', before, ARGV[4])
return {had and string.match(had, '%d+') or '0'}
