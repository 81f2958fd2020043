-- Ends a room. Returns its members.
local members = redis.call('HKEYS', room .. ':m')
redis.call('UNLINK', room, log, spoken, before, room .. ':m', room .. ':b', room .. ':i', room .. ':p', room .. ':e',
  room .. ':c', room .. ':r')
return members
