-- Renews a node's place among those that use the database. KEYS[1]: the nodes, with the time in ms when they renewed it last; KEYS[2]:
-- the lease of who uses the database alone; KEYS[3]: the number of the last lease; KEYS[4]: the version of the data. ARGV[1]: the node's
-- number. ARGV[2]: how long its place lasts, in ms. ARGV[3]: the version. ARGV[4]: '1': nobody has had it yet, and
-- if no other place holds, the rooms are written under this number from now on. Returns first 1: it
-- holds; 2: it holds again, after it had ended or what was written after it began is gone; 3: all data is gone; 0: somebody uses the
-- database alone. Then the number of the last lease, and the nodes whose place holds.
if redis.call('EXISTS', KEYS[2]) == 1 then return {0, 0} end
if ARGV[4] == '0' and not redis.call('GET', KEYS[4]) then return {3, 0} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local had = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
local holding = {}
local nodes = redis.call('HGETALL', KEYS[1])
for i = 1, #nodes, 2 do
  local ago = now - tonumber(nodes[i + 1])
  if nodes[i] ~= ARGV[1] and ago <= tonumber(ARGV[2]) then
    holding[#holding + 1] = tonumber(nodes[i])
  elseif ago > 3600000 then
    redis.call('HDEL', KEYS[1], nodes[i])
  end
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', now))
if ARGV[4] == '1' then
  if #holding == 0 then redis.call('SET', KEYS[3], ARGV[1]) end
  redis.call('SET', KEYS[4], ARGV[3])
end
local again = ARGV[4] == '0' and now - had > tonumber(ARGV[2])
local answer = {again and 2 or 1, tonumber(redis.call('GET', KEYS[3]) or '0'), tonumber(ARGV[1])}
for i = 1, #holding do answer[i + 3] = holding[i] end
return answer
