-- Takes a look for the user ARGV[1] at ARGV[2], in ms. ARGV[3]: '1': only if no other has it. Returns the others, with their times,
-- where it could not be taken.
local others = {}
if ARGV[3] == '1' then
  local has = redis.call('HGETALL', KEYS[1])
  for i = 1, #has, 2 do
    if has[i] ~= ARGV[1] then
      others[#others + 1] = has[i]
      others[#others + 1] = has[i + 1]
    end
  end
end
if #others == 0 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return others
