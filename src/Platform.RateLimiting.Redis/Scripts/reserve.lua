-- Takes one call from all limits or from none, and gives it a place among the reservations of its key. After the limits ARGV holds
-- for each what the call costs in two parts. Answers the time, where each limit stood before and whether it was admitted; then
-- the epoch, its number, how many refunds there had been, and how much of each limit they had given back.
local answer = { now }
local admitted = 1
for i = 1, limits do
  answer[2 * i], answer[2 * i + 1] = us[i], ticks[i]
  local u, t = us[i] - now + ARGV[rest + 2 * i - 2], ticks[i] + ARGV[rest + 2 * i - 1]
  if t >= TICKS then u, t = u + 1, t - TICKS end
  local tolerance = 2 + limits + 4 * (i - 1)
  local most_us, most_ticks = ARGV[tolerance] + 0, ARGV[tolerance + 1] + 0
  if u > most_us or (u == most_us and t > most_ticks) then admitted = 0 end
end
answer[2 * limits + 2] = admitted

if admitted == 1 then
  local last = 0
  for i = 1, limits do
    local t = ticks[i] + ARGV[rest + 2 * i - 1]
    us[i], ticks[i] = us[i] + ARGV[rest + 2 * i - 2] + math.floor(t / TICKS), t % TICKS
    if us[i] > last then last = us[i] end
  end
  changed = true

  local names = table.concat(ARGV, '\n', 2, limits + 1)
  local held = redis.call('HMGET', KEYS[2], 'limits', 'epoch', 'last', 'count', 'until', 'refunded')
  local epoch, number, count, bound, refunded = held[2], held[3], held[4], held[5], held[6]
  if held[1] ~= names then
    -- Nothing there, or other limits. What was reserved before belongs to another epoch and gets nothing back.
    redis.call('DEL', KEYS[2])
    epoch, number, count, bound, refunded = time[1] .. '.' .. time[2], 0, 0, 0, string.rep('0 ', 2 * limits)
  end
  number = number + 1
  -- It is kept until whatever was reserved under it is paid off, refunds or no refunds.
  bound = math.max(bound, math.floor(last / 1000) + 1)
  redis.call('HSET', KEYS[2], 'limits', names, 'epoch', epoch, 'last', number, 'count', count, 'refunded', refunded,
    'until', string.format('%.0f', bound))
  redis.call('PEXPIREAT', KEYS[2], string.format('%.0f', bound))
  answer[2 * limits + 3], answer[2 * limits + 4], answer[2 * limits + 5], answer[2 * limits + 6] = epoch, number, count + 0, refunded
end

if changed then write() end
return answer
