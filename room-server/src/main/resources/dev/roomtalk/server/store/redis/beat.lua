-- Publishes a heartbeat, which is empty, on all channels. ARGV[1]: how they begin. ARGV[2]: how many there are.
for i = 0, tonumber(ARGV[2]) - 1 do redis.call('PUBLISH', ARGV[1] .. i, '') end
return {1}
