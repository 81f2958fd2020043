-- Changes a room, unless its version is above the one that the change was decided on. ARGV[4]: that version. ARGV[5]: by which the
-- change is known again where it is sent again. ARGV[6]: the user who is a member no longer, if that user was one at ARGV[7], in
-- ms; or ''. ARGV[8]: which field of the bans is removed, or ''. ARGV[9]: what the key of the hash that is changed has behind the
-- room's; its fields follow, with their values. Returns whether the change is made, now or before.
if redis.call('HGET', room, 'proposal') ~= ARGV[5] then
  local expected = tonumber(ARGV[4])
  if tonumber(redis.call('HGET', room, 'version') or '0') > expected then return {0} end
  -- One below it has lost changes with its tail.
  redis.call('HSET', room, 'version', text(expected + 1), 'proposal', ARGV[5])
  local member = redis.call('HGET', room .. ':m', ARGV[6])
  if member and tonumber(string.match(member, ' (%d+)')) <= tonumber(ARGV[7]) then
    redis.call('HDEL', room .. ':m', ARGV[6])
  end
  redis.call('HDEL', room .. ':b', ARGV[8])
  for i = 10, #ARGV, 2 do redis.call('HSET', room .. ARGV[9], ARGV[i], ARGV[i + 1]) end
end
return {1}
