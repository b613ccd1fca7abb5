-- Takes runs of equal calls, each from all limits or from none, in the order in which they stand. After the limits ARGV holds for
-- each run the number of its calls and, for each limit, what one call costs in two parts. Answers the time, where each limit stood
-- before, and how many calls of each run were admitted.
local function first_of(run) return rest + (run - 1) * (1 + 2 * limits) end

local answer = { now }
for i = 1, limits do
  answer[2 * i], answer[2 * i + 1] = us[i], ticks[i]
end

local runs = (#ARGV - rest + 1) / (1 + 2 * limits)
for run = 1, runs do
  local at = first_of(run)
  local calls = ARGV[at] + 0
  for i = 1, limits do
    if calls > 0 then
      local u, t = ARGV[at + 2 * i - 1] + 0, ARGV[at + 2 * i] + 0
      local tolerance = 2 + limits + 4 * (i - 1)
      local free_us, free_ticks = ARGV[tolerance] - (us[i] - now), ARGV[tolerance + 1] - ticks[i]
      if free_ticks < 0 then free_us, free_ticks = free_us - 1, free_ticks + TICKS end
      if free_us < 0 then
        calls = 0
      else
        -- The quotient of doubles may be off by one in its last place; the products are exact.
        calls = math.min(calls, math.floor((free_us + free_ticks / TICKS) / (u + t / TICKS)) + 1)
        while calls > 0 do
          local need_us, need_ticks = calls * u + math.floor(calls * t / TICKS), calls * t % TICKS
          if need_us < free_us or (need_us == free_us and need_ticks <= free_ticks) then break end
          calls = calls - 1
        end
      end
    end
  end
  if calls > 0 then
    changed = true
    for i = 1, limits do
      local u, t = ARGV[at + 2 * i - 1] + 0, ARGV[at + 2 * i] + 0
      local sum = ticks[i] + calls * t
      us[i], ticks[i] = us[i] + calls * u + math.floor(sum / TICKS), sum % TICKS
    end
  end
  answer[1 + 2 * limits + run] = calls
end

if changed then write() end
return answer
