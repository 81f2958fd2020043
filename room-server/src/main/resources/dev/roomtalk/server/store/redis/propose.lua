-- Changes a room, unless its version is above the one that the change was decided on, and publishes that. ARGV[4]: that version.
-- ARGV[5]: by which the change is known again where it is sent again. ARGV[6]: the channel. ARGV[7]: the change as a text. Then the
-- fields of the room that it sets, with their values. Returns 1 and the pair of the last message before it; 1: it was made before;
-- 0: it is not made, and whether no change has made the version that the room has, so that none was published.
if redis.call('HGET', room, 'proposal') == ARGV[5] then return {1} end
local expected = tonumber(ARGV[4])
if version > expected then return {0, version == epoch and 1 or 0} end
-- One below it has lost changes with its tail.
local id, e, v, s = string.match(room, '%d+'), text(epoch), text(expected + 1), text(last)
redis.call('HSET', room, 'version', v, 'proposal', ARGV[5])
for i = 8, #ARGV, 2 do redis.call('HSET', room, ARGV[i], ARGV[i + 1]) end
redis.call('PUBLISH', ARGV[6], '1:c' .. #id .. ':' .. id .. #e .. ':' .. e .. #v .. ':' .. v .. #s .. ':' .. s
  .. #ARGV[7] .. ':' .. ARGV[7])
return {1, epoch, last}
