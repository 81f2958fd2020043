-- Makes a room. KEYS[1]: its hash. ARGV[1]: the number of the node's lease. ARGV[2]: its id. ARGV[3]: now, in ms. ARGV[4]: how many
-- fields; they and their values follow, and then the members with theirs. Returns its epoch.
local time = redis.call('TIME')
local epoch = math.max(tonumber(ARGV[1]), tonumber(ARGV[2]), time[1] * 1000 + math.floor(time[2] / 1000))
local master = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
redis.call('HSET', KEYS[1], 'epoch', string.format('%.0f', epoch), 'last', '0', 'first', '1', 'fence', ARGV[1], 'master', master,
  'bytes', '0', 'dropped', '0', 'removed', '', 'turned', ARGV[3], 'spoke', ARGV[3])
local at = 5 + 2 * tonumber(ARGV[4])
for i = 5, at - 1, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
for i = at, #ARGV, 2 do redis.call('HSET', KEYS[1] .. ':m', ARGV[i], ARGV[i + 1]) end
return {epoch}
