-- Keeps what a node tells of itself, and returns what all nodes have told. KEYS[1]: the nodes, with the time in ms when they renewed their
-- place last; KEYS[2]: what they have told. ARGV[1]: the node's number. ARGV[2]: what it tells. ARGV[3]: for how long a node that renews
-- its place no longer is listed, in ms. Returns for each node its number, how many ms ago it renewed its place, and what it has told or ''.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
local listed = {}
local answer = {}
local nodes = redis.call('HGETALL', KEYS[1])
for i = 1, #nodes, 2 do
  local ago = math.max(0, now - tonumber(nodes[i + 1]))
  if ago <= tonumber(ARGV[3]) then
    listed[nodes[i]] = true
    answer[#answer + 1] = tonumber(nodes[i])
    answer[#answer + 1] = ago
    answer[#answer + 1] = redis.call('HGET', KEYS[2], nodes[i]) or ''
  end
end
for _, node in ipairs(redis.call('HKEYS', KEYS[2])) do
  if not listed[node] then redis.call('HDEL', KEYS[2], node) end
end
return answer
