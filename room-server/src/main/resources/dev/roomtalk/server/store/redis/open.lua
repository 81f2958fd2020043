-- Returns everything of a room but its messages.
return {redis.call('HGETALL', room), redis.call('HGETALL', room .. ':m'), redis.call('HGETALL', room .. ':b'),
  redis.call('HGETALL', room .. ':i'), redis.call('HGETALL', room .. ':p')}
