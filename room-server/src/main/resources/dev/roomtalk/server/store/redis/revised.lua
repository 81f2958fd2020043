-- The messages of a room. Those that later ones have edited or removed are no longer in the stream, whose entries cannot be
-- changed, but in a sorted set, by sequence. Each is a table: sequence, epoch, user, instance, n, time, name, text, rest (what it
-- is about, as 'kind epoch sequence', and '+' and its label; either may be missing), revision ('', the sequence of the message that
-- has changed it, or that and ' ' and who has removed it).
local revised = room .. ':c'
local function fields(entry)
  local e = entry[2]
  return {tonumber(string.match(entry[1], '%d+')), e[2], e[4], e[6], e[8], e[10], e[12], e[14], e[16], ''}
end
local function labelBytes(rest)
  local plus = string.find(rest, '+', 1, true)
  return plus and #rest - plus or 0
end
local function weight(message) return 128 + #message[7] + #message[8] + labelBytes(message[9]) end
-- Second: what the sorted set has of it, if that has it.
local function find(sequence)
  local member = redis.call('ZRANGEBYSCORE', revised, sequence, sequence)[1]
  if member then return cmsgpack.unpack(member), member end
  local entry = redis.call('XRANGE', log, sequence, sequence)[1]
  return entry and fields(entry)
end
-- The first messages of a range, at most so many or twice that, or the last where `down`. Second: whether there may be more.
local function stretch(low, high, most, down)
  local entries = down and redis.call('XREVRANGE', log, text(high), text(low), 'COUNT', most)
    or redis.call('XRANGE', log, text(low), text(high), 'COUNT', most)
  local all, more = {}, #entries == most
  for i, entry in ipairs(entries) do all[i] = fields(entry) end
  if more and down then low = all[most][1] elseif more then high = all[most][1] end
  local changed = down and redis.call('ZREVRANGEBYSCORE', revised, text(high), text(low), 'LIMIT', 0, most)
    or redis.call('ZRANGEBYSCORE', revised, text(low), text(high), 'LIMIT', 0, most)
  if #changed == 0 then return all, more end
  for _, member in ipairs(changed) do all[#all + 1] = cmsgpack.unpack(member) end
  local farthest = all[#all][1]
  table.sort(all, function(a, b) if down then return a[1] > b[1] else return a[1] < b[1] end end)
  if #changed == most then
    -- The set may have others before what the stream has beyond this one.
    while all[#all][1] ~= farthest do all[#all] = nil end
    more = true
  end
  return all, more
end
