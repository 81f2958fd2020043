-- Renews a node's lease of the database. KEYS[1]: the lease, which ends by itself; KEYS[2]: the number of the last lease that was
-- given; KEYS[3]: the version of the data; KEYS[4]: the nodes that share the database. ARGV[1]: the number of this lease. ARGV[2]: how long it lasts, in ms. ARGV[3]: the version.
-- ARGV[4]: '1': nobody has had it yet. Returns 1: it holds; 2: it holds, and what was written after it began is gone; 3: all data is
-- gone; 0: another node has it.
local has, given = redis.call('GET', KEYS[1]), tonumber(redis.call('GET', KEYS[2]) or '0')
local time = redis.call('TIME')
for _, renewed in ipairs(redis.call('HVALS', KEYS[4])) do
  if time[1] * 1000 + math.floor(time[2] / 1000) - tonumber(renewed) <= tonumber(ARGV[2]) then return {0} end
end
if (has and has ~= ARGV[1]) or given > tonumber(ARGV[1]) then return {0} end
if ARGV[4] == '0' and not redis.call('GET', KEYS[3]) then return {3} end
if has and given == tonumber(ARGV[1]) then
  -- This is allowed also where the memory is full.
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return {1}
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('SET', KEYS[2], ARGV[1])
redis.call('SET', KEYS[3], ARGV[3])
return {(ARGV[4] == '0' and given < tonumber(ARGV[1])) and 2 or 1}
