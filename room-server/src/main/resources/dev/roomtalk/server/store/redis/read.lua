-- Reads a page of the log. ARGV[8], ARGV[9]: above and up to which sequence. ARGV[10], ARGV[11]: from and before which time, in
-- ms; 0: any. ARGV[12]: the newest, so many; 0: from the begin. ARGV[13]: bytes. Returns where the page begins and ends, the last
-- sequence, the oldest that is kept, what an operator has removed, the last that was dropped, and the messages.
drop()
local oldestEntry = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
local oldest = oldestEntry and sequence(oldestEntry) or last + 1
local function firstSince(time)
  local older, first = oldest - 1, last + 1
  while first - older > 1 do
    local middle = math.floor((older + first) / 2)
    local entry = redis.call('XRANGE', log, text(middle), '+', 'COUNT', 1)[1]
    local there = entry and sequence(entry)
    if there and there < first and tonumber(entry[2][10]) < time then
      older = there
    else
      first = there and there < first and there or middle
    end
  end
  return first
end
local from, to = tonumber(ARGV[8]), math.min(tonumber(ARGV[9]), last)
local newest, left = tonumber(ARGV[12]), tonumber(ARGV[13])
if ARGV[11] ~= '0' then to = math.min(to, firstSince(tonumber(ARGV[11])) - 1) end
if ARGV[10] ~= '0' then from = math.max(from, firstSince(tonumber(ARGV[10])) - 1) end
local found, full = {}, false
local function take(entry)
  left = left - weight(entry)
  full = (newest > 0 and #found == newest) or (left < 0 and #found > 0)
  if not full then
    local e = entry[2]
    found[#found + 1] = {sequence(entry), e[2], e[4], e[6], e[8], e[10], e[12], e[14], e[16]}
  end
  return not full
end
local coversFrom, coversTo = from, math.max(from, to)
local at = newest == 0 and from + 1 or to
while not full and at > from and at <= to do
  local some = newest == 0 and redis.call('XRANGE', log, text(at), text(to), 'COUNT', 64)
    or redis.call('XREVRANGE', log, text(at), text(from + 1), 'COUNT', 64)
  for _, entry in ipairs(some) do
    at = sequence(entry)
    if not take(entry) then break end
    at = newest == 0 and at + 1 or at - 1
  end
  if #some < 64 then break end
end
if full and newest == 0 then coversTo = at - 1 end
if full and newest > 0 then coversFrom = found[#found][1] - 1 end
local rest = redis.call('HMGET', room, 'removed', 'dropped')
return {coversFrom, coversTo, last, oldest, rest[1], tonumber(rest[2]), found}
