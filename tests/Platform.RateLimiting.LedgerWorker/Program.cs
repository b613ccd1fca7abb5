using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.RateLimiting;
using Platform.RateLimiting.PostgreSql;
using Platform.RateLimiting.Sqlite;

// engine, where, journal, callers, decisions for each caller (0: until killed), lease, allowance
var (engine, where, journal) = (args[0], args[1], args[2]);
var (callers, decisions, lease, allowance) = (Number(3), Number(4), Number(5), Number(6));

var services = new ServiceCollection();
var builder = services.AddPlatformRateLimiting(options => options.Policy("api", policy =>
{
    policy.Limit(1_000_000, TimeSpan.FromSeconds(1)).Quota("yearly", allowance, QuotaPeriod.Year);
    (policy.QuotaLeasePermits, policy.WhenLedgerUnavailable) = (lease, WhenLedgerUnavailable.Refuse);
})).ConfigureLedger(options => (options.Deadline, options.RefusalMemory) = (TimeSpan.FromSeconds(30), TimeSpan.Zero));
_ = engine == "sqlite" ? builder.UseSqliteLedger(where) : builder.UsePostgreSqlLedger(where, new NpgsqlConnectionStringBuilder(where).SearchPath!);
await using var provider = services.BuildServiceProvider();
var gate = provider.GetRequiredService<IRateGate>();
var policy = provider.GetRequiredService<IRateLimitPolicies>()["api"];

// Without a buffer: a line that was written is the system's, and outlives the process.
using var lines = new FileStream(journal, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, BufferSize = 0 });
var writing = new Lock();

await Task.WhenAll(Enumerable.Range(0, (int)callers).Select(caller => Task.Run(async () =>
{
    var key = RateLimitKey.Tenant($"t{caller % 3}");
    for (var call = 0; decisions == 0 || call < decisions; call++)
    {
        var cost = 1 + (call + caller) % 3;
        Write($"? {Environment.ProcessId}-{caller}-{call} t{caller % 3} {cost}");
        if (call % 4 == 3)
        {
            // Reserved, and settled for less or more.
            var reservation = await gate.ReserveAsync(policy, key, cost);
            if (reservation.Decision.IsAdmitted)
            {
                Write($"! {Environment.ProcessId}-{caller}-{call} t{caller % 3} {cost}");
                var actual = call % 8 == 3 ? 0 : cost + 1;
                Write($"~ {Environment.ProcessId}-{caller}-{call} t{caller % 3} {actual - cost}");
                if (await reservation.SettleAsync(actual))
                    Write($"= {Environment.ProcessId}-{caller}-{call} t{caller % 3} {actual - cost}");
                continue;
            }
        }
        else if ((await gate.AcquireAsync(policy, key, cost)).IsAdmitted)
        {
            Write($"! {Environment.ProcessId}-{caller}-{call} t{caller % 3} {cost}");
            continue;
        }
        Write($"x {Environment.ProcessId}-{caller}-{call} t{caller % 3} {cost}");
    }
})));

long Number(int index) => long.Parse(args[index], CultureInfo.InvariantCulture);

void Write(string line)
{
    lock (writing)
        lines.Write(Encoding.ASCII.GetBytes(line + "\n"));
}
