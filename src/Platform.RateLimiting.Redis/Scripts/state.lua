-- Common to all scripts. Documented in the package's README ("In Redis").
--
-- Lua's numbers are doubles, exact for integers below 2^53. A tick, the sixteenth of a nanosecond in which limits are counted,
-- would pass that in a week; so every time is two integers: whole microseconds, below 2^53 until the year 2255, and what is left
-- over in ticks, below 16,000. Nothing is divided without being checked by multiplying.

local TICKS = 16000

-- ARGV: the number of limits; their fields; for each the tolerance and the longest tolerance of the policy, in two parts each.
local limits = tonumber(ARGV[1])
local rest = 2 + 5 * limits

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

-- Theoretical arrival times, and the longest tolerance by which they came about.
local us, ticks, cap = {}, {}, {}
local changed = false

do
  local held = redis.call('HMGET', KEYS[1], 'now', unpack(ARGV, 2, limits + 1))
  -- A clock that was set back: what was owed when this was written is owed still, and no more than that.
  local back = held[1] and held[1] - now or 0
  if back > 0 then changed = true else back = 0 end
  for i = 1, limits do
    local at = limits + 4 * i
    local longest = ARGV[at] + 0
    local u, t, c = now, 0, longest
    if held[i + 1] then
      local a, b, d = string.match(held[i + 1], '^(%d+) (%d+) (%d+)$')
      u, t, c = a - back, b + 0, d + 0
      if u < now then
        u, t, c = now, 0, longest
      elseif longest < c then
        -- The policy became tighter: nobody waits by the rules of yesterday. Once for each key, so that instances that do not
        -- agree about the policy yet cannot forgive over and over.
        local l = ARGV[at + 1] + 0
        if u - now > longest or (u - now == longest and t > l) then u, t = now + longest, l end
        c, changed = longest, true
      end
    end
    us[i], ticks[i], cap[i] = u, t, c
  end
end

local function write()
  local values, last = {}, 0
  for i = 1, limits do
    values[2 * i - 1] = ARGV[1 + i]
    values[2 * i] = string.format('%.0f %d %.0f', us[i], ticks[i], cap[i])
    if us[i] > last then last = us[i] end
  end
  redis.call('HSET', KEYS[1], 'now', string.format('%.0f', now), unpack(values))
  redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', math.floor(last / 1000) + 1))
end
