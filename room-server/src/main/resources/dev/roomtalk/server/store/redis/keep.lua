-- Drops what the room keeps no longer. ARGV[4]: now, in ms. ARGV[5], ARGV[6], ARGV[7]: what the server keeps at most: seconds,
-- messages, bytes; the room's own settings may be smaller.
local function weight(entry)
  local label = #entry[2][16]
  return 128 + #entry[2][12] + #entry[2][14] + (label == 0 and 0 or label - 1)
end
local function sequence(entry) return tonumber(string.match(entry[1], '%d+')) end
local function least(own, server)
  own = tonumber(own)
  return own == 0 and tonumber(server) or math.min(own, tonumber(server))
end
local keeps = redis.call('HMGET', room, 'keepSeconds', 'keepMessages', 'keepBytes', 'bytes')
local count, bytes = redis.call('XLEN', log), tonumber(keeps[4])
local since = tonumber(ARGV[4]) - 1000 * least(keeps[1], ARGV[5])
local mostMessages, mostBytes = least(keeps[2], ARGV[6]), least(keeps[3], ARGV[7])
local function drop()
  local dropped, stays = 0, false
  while count > 0 and not stays and dropped < 4096 do
    local oldest = redis.call('XRANGE', log, '-', '+', 'COUNT', 16)
    local gone = 0
    for _, entry in ipairs(oldest) do
      stays = count <= mostMessages and bytes <= mostBytes and tonumber(entry[2][10]) >= since
      if stays then break end
      gone = sequence(entry)
      count, bytes, dropped = count - 1, bytes - weight(entry), dropped + 1
    end
    if gone > 0 then
      redis.call('XTRIM', log, 'MINID', text(gone + 1))
      redis.call('HSET', room, 'dropped', text(gone), 'bytes', text(bytes))
    end
  end
end
