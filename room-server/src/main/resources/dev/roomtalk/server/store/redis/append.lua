-- Numbers messages, publishes them, and keeps those of a room with history. ARGV[8]: the channel. ARGV[9] on: user, instance, n,
-- name, text, rest, time of each, and the version of the room that its node knew. Returns whether
-- the room has a history, its version, and for each message: whether it was there before, its epoch, its sequence; (0, 0): not known.
-- Instead of whether it was there before, 2: it is not taken, because of a change that restricts somebody, and that its node did not
-- know.
local function stored(user, instance, n)
  for _, entry in ipairs(redis.call('XREVRANGE', log, '+', '-', 'COUNT', 256)) do
    local m = fields(entry)
    if m[3] == user and m[4] == instance and m[5] == n then return tonumber(m[2]), m[1] end
  end
  return 0, 0
end
local answers = {history and 1 or 0, version}
local function answer(was, e, s)
  answers[#answers + 1] = was
  answers[#answers + 1] = e
  answers[#answers + 1] = s
end
local function revise(message, member, words, revision)
  if member then redis.call('ZREM', revised, member) else redis.call('XDEL', log, text(message[1])) end
  bytes = bytes + #words - #message[8]
  message[8], message[10] = words, revision
  redis.call('ZADD', revised, text(message[1]), cmsgpack.pack(message))
end
-- Carries out what a message does to another one, as Revisable says.
local function carryOut(removal, targetEpoch, targetSequence, number, name, words)
  local target, member = find(targetSequence)
  if not target or target[2] ~= targetEpoch then return end
  local by, remover = string.match(target[10], '^(%d+) ?(.*)$')
  if by and remover ~= '' then
    if not removal then revise(find(number), nil, '', target[10]) end
    return
  end
  local revision = removal and number .. ' ' .. name or number
  if by then
    local before, its = find(by)
    if before and string.match(before[9], '^%d+ %d+ (%d+)') == targetSequence then revise(before, its, '', revision) end
  end
  revise(target, member, removal and '' or words, revision)
end
-- Each value is written as its length in bytes, ':', and its bytes.
local published = {}
local restricted = tonumber(redis.call('HGET', room, 'restricted') or '0')
for i = 9, #ARGV, 8 do
  local user, instance, n = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local speaker = user .. ' ' .. instance
  local had = redis.call('HGET', spoken, speaker) or redis.call('HGET', before, speaker)
  local hadN, hadEpoch, hadSequence
  if had then hadN, hadEpoch, hadSequence = string.match(had, '(%d+) (%d+) (%d+)') end
  if had and n == hadN then
    answer(1, tonumber(hadEpoch), tonumber(hadSequence))
  elseif had and tonumber(n) <= tonumber(hadN) then
    answer(1, stored(user, instance, n))
  elseif tonumber(ARGV[i + 7]) < restricted then
    answer(2, 0, 0)
  else
    last = last + 1
    local name, words, rest, time, number = ARGV[i + 3], ARGV[i + 4], ARGV[i + 5], ARGV[i + 6], text(last)
    published[#published + 1] = #number .. ':' .. number .. #user .. ':' .. user .. #instance .. ':' .. instance .. #n .. ':' .. n
      .. #time .. ':' .. time .. #name .. ':' .. name .. #words .. ':' .. words .. #rest .. ':' .. rest
    if history then
      redis.call('XADD', log, number .. '-0', 'e', text(epoch), 'u', user, 'i', instance, 'n', n,
        't', time, 'a', name, 'x', words, 'l', rest)
      count, bytes = count + 1, bytes + 128 + #name + #words + labelBytes(rest)
      local kind, targetEpoch, target = string.match(rest, '^([23]) (%d+) (%d+)')
      if kind then carryOut(kind == '2', targetEpoch, target, number, name, words) end
    end
    redis.call('HSET', spoken, speaker, n .. ' ' .. text(epoch) .. ' ' .. number)
    answer(0, epoch, last)
  end
end
redis.call('HSET', room, 'last', text(last), 'bytes', text(bytes), 'spoke', ARGV[4])
drop()
-- What a speaker said last is known for 30 days at least: two hashes take turns.
local turned = tonumber(redis.call('HGET', room, 'turned'))
if tonumber(ARGV[4]) - turned > 2592000000 or redis.call('HLEN', spoken) > 65536 then
  redis.call('RENAME', spoken, before)
  redis.call('HSET', room, 'turned', ARGV[4])
end
if #published > 0 then
  local id, e, v = string.match(room, '%d+'), text(epoch), text(version)
  redis.call('PUBLISH', ARGV[8], '1:m' .. #id .. ':' .. id .. #e .. ':' .. e .. #v .. ':' .. v .. table.concat(published))
end
return answers
