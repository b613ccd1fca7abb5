using FsCheck.Xunit;

namespace Platform.RateLimiting.Simulation.Tests;

public sealed class AccessLogTests
{
    private static async Task<AccessLog> ReadAsync(string text, AccessLogOptions? options = null)
    {
        using var reader = new StringReader(text);
        return await AccessLog.ReadAsync(reader, options, TestContext.Current.CancellationToken);
    }

    private static readonly DateTimeOffset Moment = new(2025, 10, 10, 13, 55, 36, TimeSpan.Zero);

    [Theory]
    [InlineData("""203.0.113.7 - - [10/Oct/2025:13:55:36 +0000] "GET /a HTTP/1.1" 404 2326""")]
    [InlineData("""203.0.113.7 - - [10/Oct/2025:15:55:36 +0200] "GET /a \"b\" HTTP/1.1" 404 - "https://x.example/" "Agent \"1\"" """)]
    [InlineData("time,ip,status\n2025-10-10T13:55:36Z,203.0.113.7,404")]
    [InlineData("\uFEFFTime,client_ip,Status\n\"2025-10-10 13:55:36\",\"203.0.113.7\",404\n")]
    [InlineData("""{"ts":1760104536,"remote_addr":"203.0.113.7","status":404,"more":{"a":[1]}}""")]
    [InlineData("""{"@timestamp":"2025-10-10T13:55:36.000Z","Client":"::ffff:203.0.113.7","status_code":"404"}""")]
    [InlineData("""{"level":"info","ts":1760104536.0,"logger":"http.log.access","request":{"remote_ip":"203.0.113.7","method":"GET"},"status":404}""")]
    [InlineData("""{"time":1760104536000,"key":"ip:203.0.113.7","status":404}""")]
    public async Task Every_usual_form_says_the_same(string text)
    {
        var log = await ReadAsync(text);

        var entry = Assert.Single(log.Entries);
        Assert.Equal(Moment, entry.At);
        Assert.Equal("ip:203.0.113.7", entry.Key.ToString());
        Assert.Equal((1, 404), (entry.Cost, entry.Status));
        Assert.Empty(log.Faults);
    }

    [Fact]
    public async Task Fields_can_be_named()
    {
        var log = await ReadAsync("t,who,weight,code\n1760104536,acme,7,200", new AccessLogOptions { TimeField = "T", KeyField = "who", CostField = "weight", StatusField = "code" });
        Assert.Equal((7, 200), (log.Entries[0].Cost, log.Entries[0].Status));
        Assert.Equal(RateLimitKey.Text("acme"), log.Entries[0].Key);

        var users = await ReadAsync("""203.0.113.7 - alice [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200 1""", new AccessLogOptions { KeyField = "user" });
        Assert.Equal(RateLimitKey.Text("alice"), users.Entries[0].Key);
    }

    [Theory]
    [InlineData("time,ip\nyesterday,203.0.113.7", "Line 2 has no time that can be read: \"yesterday\".")]
    [InlineData("time,ip\n1e300,203.0.113.7", "Line 2 has no time that can be read: \"1e300\".")]
    [InlineData("time,ip\n2025-10-10T13:55:36Z,", "Line 2 does not say whom the call counts for.")]
    [InlineData("time,ip,cost\n2025-10-10T13:55:36Z,1.2.3.4,0", "Line 2 has a cost of \"0\", which is no number of permits.")]
    [InlineData("time,ip,cost\n2025-10-10T13:55:36Z,1.2.3.4,99999999999999999999", "Line 2 has a cost of \"99999999999999999999\", which is no number of permits.")]
    [InlineData("time,ip,status\n2025-10-10T13:55:36Z,1.2.3.4,ok", "Line 2 has a status of \"ok\", which is no number.")]
    [InlineData("time,ip\n2025-10-10T13:55:36Z", "Line 2 has only 1 columns.")]
    [InlineData("time,ip\n\"2025", "Line 2 has a quote that is not closed.")]
    [InlineData("{\"time\":1,\"ip\":\"1.2.3.4\"}\n{\"time\":", "Line 2 is not JSON.")]
    [InlineData("{\"time\":1,\"ip\":\"1.2.3.4\"}\n[1]", "Line 2 is not a JSON object.")]
    [InlineData("1.2.3.4 - - [10/Oct/2025:13:55:36 +0000] \"GET / HTTP/1.1\" 200 1\n1.2.3.4 - - nothing", "Line 2 is not in the Common Log Format.")]
    public async Task A_line_that_cannot_be_read_is_named_and_left_out(string text, string expected)
    {
        var log = await ReadAsync(text);

        Assert.Equal(expected, Assert.Single(log.Faults));
        Assert.Equal(1, log.FaultCount);
    }

    [Theory]
    [InlineData("", "The log is empty.")]
    [InlineData("a,b\n1,2", "No column tells the time: there is none of time, timestamp, @timestamp, ts, date among a, b.")]
    [InlineData("\"a\n1,2", "a quote in it is not closed")]
    public async Task A_log_that_cannot_be_read_at_all_is_an_error(string text, string expected) =>
        Assert.Contains(expected, (await Assert.ThrowsAsync<FormatException>(() => ReadAsync(text))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Calls_stand_in_the_order_of_time_whatever_that_of_the_log()
    {
        var log = await ReadAsync("time,ip\n30,1.1.1.1\n10,2.2.2.2\n20,3.3.3.3\n10,4.4.4.4");

        Assert.Equal(["ip:2.2.2.2", "ip:4.4.4.4", "ip:3.3.3.3", "ip:1.1.1.1"], log.Entries.Select(entry => entry.Key.ToString()));
    }

    /// <summary>Whatever comes: faults are counted, nothing is lost without a word, and nothing else happens.</summary>
    [Property(MaxTest = 500)]
    public async Task<bool> Any_text_is_read_or_refused(string[] lines, byte kind)
    {
        var head = (kind % 3) switch { 0 => "time,ip", 1 => """{"time":1,"ip":"1.2.3.4"}""", _ => """1.2.3.4 - - [10/Oct/2025:13:55:36 +0000] "GET / HTTP/1.1" 200 1""" };
        var text = string.Join('\n', lines.Where(line => line is not null).Select(line => line.Replace('\n', ' ').Replace('\r', ' ')).Prepend(head));
        var log = await ReadAsync(text);
        return log.Entries.Count + log.FaultCount == text.Split('\n').Count(line => !string.IsNullOrWhiteSpace(line)) - (kind % 3 == 0 ? 1 : 0);
    }
}
