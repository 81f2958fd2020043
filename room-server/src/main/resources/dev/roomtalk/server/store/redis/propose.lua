-- Changes a room, unless its version is above the one that the change was decided on, and publishes that. ARGV[4]: that version.
-- ARGV[5]: by which the change is known again where it is sent again. ARGV[6]: the channel. ARGV[7]: the change as a text. ARGV[8]:
-- the user who is a member no longer, if that user was one at ARGV[9], in ms; or ''. ARGV[10]: '1': the change restricts somebody.
-- ARGV[11]: what the key of the hash that is changed has behind the room's. ARGV[12]: how many of its fields get a value; they and
-- their values follow, and then the fields that are removed. Returns 1 and the pair of the last message before it; 1: it was made
-- before; 0: it is not made, and whether no change has made the version that the room has, so that none was published.
if redis.call('HGET', room, 'proposal') == ARGV[5] then return {1} end
local expected = tonumber(ARGV[4])
if version > expected then return {0, version == epoch and 1 or 0} end
-- One below it has lost changes with its tail.
local id, e, v, s = string.match(room, '%d+'), text(epoch), text(expected + 1), text(last)
redis.call('HSET', room, 'version', v, 'proposal', ARGV[5], 'spoke', text(math.max(millis(), tonumber(redis.call('HGET', room, 'spoke') or '0'))))
local member = redis.call('HGET', room .. ':m', ARGV[8])
if member and tonumber(string.match(member, ' (%d+)')) <= tonumber(ARGV[9]) then
  redis.call('HDEL', room .. ':m', ARGV[8])
end
if ARGV[10] == '1' then redis.call('HSET', room, 'restricted', v) end
local changed, set = room .. ARGV[11], 12 + 2 * tonumber(ARGV[12])
for i = 13, set, 2 do redis.call('HSET', changed, ARGV[i], ARGV[i + 1]) end
for i = set + 1, #ARGV do redis.call('HDEL', changed, ARGV[i]) end
redis.call('PUBLISH', ARGV[6], '1:c' .. #id .. ':' .. id .. #e .. ':' .. e .. #v .. ':' .. v .. #s .. ':' .. s
  .. #ARGV[7] .. ':' .. ARGV[7])
return {1, epoch, last}
