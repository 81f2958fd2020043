-- Returns a number that was never given before: above all that were, above ARGV[1], and above the time in ms.
local time = redis.call('TIME')
local given = math.max(tonumber(redis.call('GET', KEYS[1]) or '0') + 1, tonumber(ARGV[1]) + 1,
  time[1] * 1000 + math.floor(time[2] / 1000))
redis.call('SET', KEYS[1], string.format('%.0f', given))
return {given}
