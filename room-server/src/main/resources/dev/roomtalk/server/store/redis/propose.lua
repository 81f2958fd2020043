-- Changes a room, unless its version is above the one that the change was decided on. ARGV[4]: that version. ARGV[5]: by which the
-- change is known again where it is sent again. Then the fields of the room that it sets, with their values. Returns whether
-- it is made, now or before.
if redis.call('HGET', room, 'proposal') ~= ARGV[5] then
  local expected = tonumber(ARGV[4])
  if tonumber(redis.call('HGET', room, 'version') or '0') > expected then return {0} end
  -- One below it has lost changes with its tail.
  redis.call('HSET', room, 'version', text(expected + 1), 'proposal', ARGV[5])
  for i = 6, #ARGV, 2 do redis.call('HSET', room, ARGV[i], ARGV[i + 1]) end
end
return {1}
