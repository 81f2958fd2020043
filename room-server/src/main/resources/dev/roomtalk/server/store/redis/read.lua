-- Reads a page of the log. ARGV[8], ARGV[9]: above and up to which sequence. ARGV[10], ARGV[11]: from and before which time, in
-- ms; 0: any. ARGV[12]: the newest, so many; 0: from the begin. ARGV[13]: bytes. Returns where the page begins and ends, the last
-- sequence, the oldest that is kept, what an operator has removed, the last that was dropped, and the messages.
drop()
local oldestMessage = stretch(0, last, 1)[1]
local oldest = oldestMessage and oldestMessage[1] or last + 1
local function firstSince(time)
  local older, first = oldest - 1, last + 1
  while first - older > 1 do
    local middle = math.floor((older + first) / 2)
    local message = stretch(middle, last, 1)[1]
    local there = message and message[1]
    if there and there < first and tonumber(message[6]) < time then
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
local function take(message)
  left = left - weight(message)
  full = (newest > 0 and #found == newest) or (left < 0 and #found > 0)
  if not full then found[#found + 1] = message end
  return not full
end
local coversFrom, coversTo = from, math.max(from, to)
local at, more = newest == 0 and from + 1 or to, true
while more and not full and at > from and at <= to do
  local some
  if newest == 0 then some, more = stretch(at, to, 64) else some, more = stretch(from + 1, at, 64, true) end
  for _, message in ipairs(some) do
    at = message[1]
    if not take(message) then break end
    at = newest == 0 and at + 1 or at - 1
  end
end
if full and newest == 0 then coversTo = at - 1 end
if full and newest > 0 then coversFrom = found[#found][1] - 1 end
local rest = redis.call('HMGET', room, 'removed', 'dropped')
return {coversFrom, coversTo, last, oldest, rest[1], tonumber(rest[2]), found}
