-- Drops what the room keeps no longer. ARGV[4]: now, in ms. ARGV[5], ARGV[6], ARGV[7]: what the server keeps at most: seconds,
-- messages, bytes; the room's own settings may be smaller.
local function least(own, server)
  own = tonumber(own)
  return own == 0 and tonumber(server) or math.min(own, tonumber(server))
end
local keeps = redis.call('HMGET', room, 'keepSeconds', 'keepMessages', 'keepBytes', 'bytes')
local count, bytes = redis.call('XLEN', log) + redis.call('ZCARD', revised), tonumber(keeps[4])
local since = tonumber(ARGV[4]) - 1000 * least(keeps[1], ARGV[5])
local mostMessages, mostBytes = least(keeps[2], ARGV[6]), least(keeps[3], ARGV[7])
local function drop()
  local dropped, stays, most = 0, false, 1
  while count > 0 and not stays and dropped < 4096 do
    local gone = 0
    for _, message in ipairs(stretch(0, last, most)) do
      stays = count <= mostMessages and bytes <= mostBytes and tonumber(message[6]) >= since
      if stays then break end
      gone = message[1]
      count, bytes, dropped = count - 1, bytes - weight(message), dropped + 1
    end
    if gone > 0 then
      redis.call('XTRIM', log, 'MINID', text(gone + 1))
      redis.call('ZREMRANGEBYSCORE', revised, '-inf', text(gone))
      redis.call('HSET', room, 'dropped', text(gone), 'bytes', text(bytes))
    end
    most = 16
  end
end
