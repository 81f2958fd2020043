-- Ends a room. Returns its members.
local members = redis.call('HKEYS', room .. ':m')
redis.call('UNLINK', room, log, spoken, before, room .. ':m', room .. ':b', room .. ':i', room .. ':e', room .. ':c')
return members
