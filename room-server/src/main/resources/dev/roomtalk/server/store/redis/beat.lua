-- Publishes a heartbeat, which is empty, on these channels.
for i = 1, #ARGV do redis.call('PUBLISH', ARGV[i], '') end
return {1}
