-- Begins every script of a room. KEYS[1]: the room's hash. ARGV[1]: the number of the node's lease. ARGV[2], ARGV[3]: the
-- highest epoch and sequence that the node has seen of this room, or 0. A room that is closed: the script ends, and
-- returns nothing.
local room = KEYS[1]
local log = room .. ':s'
local spoken, before = room .. ':n', room .. ':o'
local state = redis.call('HMGET', room, 'epoch', 'last', 'fence', 'master', 'history', 'first', 'version')
if not state[1] then return {} end
if tonumber(ARGV[1]) < tonumber(state[3]) then
  return redis.error_reply('FENCED another node has opened this room')
end
local epoch, last, history, version = tonumber(state[1]), tonumber(state[2]), state[5] == '1', tonumber(state[7] or '0')
local function text(number) return string.format('%.0f', number) end
local function millis()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local master = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)')
if state[3] ~= ARGV[1] or state[4] ~= master or epoch < tonumber(ARGV[2]) or last < tonumber(ARGV[3]) then
  -- Another node, another master, or one that lost its tail: no pair that somebody may have seen is given again.
  if not history then
    redis.call('DEL', spoken, before)
  elseif last >= tonumber(state[6]) then
    redis.call('ZADD', room .. ':e', text(epoch), text(epoch) .. ':' .. text(last))
    redis.call('ZREMRANGEBYRANK', room .. ':e', 0, -1001)
  end
  epoch = math.max(epoch + 1, tonumber(ARGV[2]) + 1, tonumber(ARGV[1]), millis())
  last = math.max(last, tonumber(ARGV[3]))
  -- Changes may be lost as well. Nobody has seen this version: so whoever has the room open reads how it is.
  version = math.max(version + 1, epoch)
  redis.call('HSET', room, 'version', text(version), 'epoch', text(epoch), 'last', text(last), 'first', text(last + 1), 'fence', ARGV[1],
    'master', master, 'used', redis.call('HGET', room, 'spoke'))
end
