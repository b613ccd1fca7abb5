-- Corrects a reservation. After the limits ARGV holds for each the amount in two parts, and then either 'charge', or 'refund' with
-- the reservation's epoch, its number, how many refunds there had been before it, and for each limit in two parts: where the
-- reservation left it, how long it still had to be paid for then, how much refunds had given back before it; and at last the time
-- in microseconds since, by the client's own clock, which lowers a refund and never raises one. Answers 1 when it is settled.
local LARGEST_DEBT = 144115188075855

local function minus(u1, t1, u2, t2)
  local u, t = u1 - u2, t1 - t2
  if t < 0 then return u - 1, t + TICKS end
  return u, t
end

local function plus(u1, t1, u2, t2)
  local u, t = u1 + u2, t1 + t2
  if t >= TICKS then return u + 1, t - TICKS end
  return u, t
end

local function least(u1, t1, u2, t2)
  if u1 < u2 or (u1 == u2 and t1 <= t2) then return u1, t1 end
  return u2, t2
end

local function numbers(text)
  local all = {}
  for each in string.gmatch(text, '%d+') do all[#all + 1] = each + 0 end
  return all
end

local at = rest + 2 * limits
if ARGV[at] == 'charge' then
  for i = 1, limits do
    us[i], ticks[i] = plus(us[i], ticks[i], ARGV[rest + 2 * i - 2] + 0, ARGV[rest + 2 * i - 1] + 0)
    if us[i] - now > LARGEST_DEBT then us[i] = now + LARGEST_DEBT end
  end
  write()
  return { 1 }
end

local REMEMBERED = 64
local epoch, number, before = ARGV[at + 1], ARGV[at + 2] + 0, ARGV[at + 3] + 0
local elapsed = ARGV[at + 4 + 6 * limits] + 0
local held = redis.call('HMGET', KEYS[2], 'limits', 'epoch', 'count', 'refunded')
-- Without its epoch nobody can tell what of the debts is still this reservation's: then nothing comes back.
if held[1] ~= table.concat(ARGV, '\n', 2, limits + 1) or held[2] ~= epoch then
  if changed then write() end
  return { 1 }
end

-- Debts are paid off in the order in which they were made. Refunds since then to reservations in front of this one moved it
-- forward; those behind it did not. Refunds that are no longer remembered one by one count as in front: too little comes back, never
-- too much.
local count, refunded = held[3] + 0, numbers(held[4])
local front = {}
for i = 1, limits do
  local first = at + 4 + 6 * (i - 1)
  front[2 * i - 1], front[2 * i] = minus(refunded[2 * i - 1], refunded[2 * i], ARGV[first + 4] + 0, ARGV[first + 5] + 0)
end
for each = math.max(before, count - REMEMBERED), count - 1 do
  local entry = numbers(redis.call('HGET', KEYS[2], 'r' .. each % REMEMBERED))
  if entry[1] > number then
    for i = 1, limits do
      front[2 * i - 1], front[2 * i] = minus(front[2 * i - 1], front[2 * i], entry[2 * i], entry[2 * i + 1])
    end
  end
end

local entry, any = { string.format('%.0f', number) }, false
for i = 1, limits do
  local first = at + 4 + 6 * (i - 1)
  local u, t = minus(ARGV[first] + 0, ARGV[first + 1] + 0, now, 0)
  u, t = least(u, t, ARGV[first + 2] - elapsed, ARGV[first + 3] + 0)
  u, t = minus(u, t, front[2 * i - 1], front[2 * i])
  u, t = least(u, t, ARGV[rest + 2 * i - 2] + 0, ARGV[rest + 2 * i - 1] + 0)
  u, t = least(u, t, us[i] - now, ticks[i])
  if u < 0 then u, t = 0, 0 end
  any = any or u > 0 or t > 0
  us[i], ticks[i] = minus(us[i], ticks[i], u, t)
  refunded[2 * i - 1], refunded[2 * i] = plus(refunded[2 * i - 1], refunded[2 * i], u, t)
  entry[2 * i], entry[2 * i + 1] = string.format('%.0f', u), string.format('%d', t)
end
if any then
  for i = 1, #refunded do refunded[i] = string.format('%.0f', refunded[i]) end
  redis.call('HSET', KEYS[2], 'r' .. count % REMEMBERED, table.concat(entry, ' '), 'count', count + 1, 'refunded', table.concat(refunded, ' '))
end
if any or changed then write() end
return { 1 }
