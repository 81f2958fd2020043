-- Changes a room, unless its version is above the one that the change was decided on. ARGV[4]: that version. ARGV[5]: by which the
-- change is known again where it is sent again. ARGV[6]: the user who is a member no longer, if that user was one at ARGV[7], in
-- ms; or ''. ARGV[8]: '1': the change restricts somebody. ARGV[9]: what the key of the hash that is changed has behind the
-- room's. ARGV[10]: how many of its fields get a value; they and their values follow, and then the fields that are removed. Returns
-- whether the change is made, now or before.
if redis.call('HGET', room, 'proposal') ~= ARGV[5] then
  local expected = tonumber(ARGV[4])
  if tonumber(redis.call('HGET', room, 'version') or '0') > expected then return {0} end
  -- One below it has lost changes with its tail.
  redis.call('HSET', room, 'version', text(expected + 1), 'proposal', ARGV[5])
  local member = redis.call('HGET', room .. ':m', ARGV[6])
  if member and tonumber(string.match(member, ' (%d+)')) <= tonumber(ARGV[7]) then
    redis.call('HDEL', room .. ':m', ARGV[6])
  end
  if ARGV[8] == '1' then redis.call('HSET', room, 'restricted', text(expected + 1)) end
  local changed, last = room .. ARGV[9], 10 + 2 * tonumber(ARGV[10])
  for i = 11, last, 2 do redis.call('HSET', changed, ARGV[i], ARGV[i + 1]) end
  for i = last + 1, #ARGV do redis.call('HDEL', changed, ARGV[i]) end
end
return {1}
