using System.Text;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Audit;
using Platform.Audit.EntityFrameworkCore;
using Platform.Audit.Records;
using Platform.Audit.Sqlite;
using Platform.Encryption;
using Platform.Encryption.Keys;
using Platform.Webhooks;
using Platform.Webhooks.EntityFrameworkCore;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Sqlite;

namespace Platform.Hosting.EntityFrameworkCore.Tests;

/// <summary>One call on the options of a context, in hosts that have all packages, some or none.</summary>
public sealed class UsePlatformTests : IDisposable
{
    private const string Address = "ada@example.com";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-context-");

    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Database => Path.Combine(_folder.FullName, "register.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task One_saving_seals_captures_appends_and_publishes_or_does_nothing_of_it()
    {
        using var host = await StartAsync();
        var id = await SaveAsync(host, static (context, resident) =>
        {
            context.AppendAudit(new AuditEvent(new AuditEventType("register.opened")) { Target = $"resident:{resident.Id}" });
            context.Publish(new OutboxEvent("register.opened", Encoding.UTF8.GetBytes(resident.Id.ToString())));
        });
        // What is not committed has not been.
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<RegisterContext>();
            await using var transaction = await context.Database.BeginTransactionAsync(Cancelled);
            context.Add(new Resident { Name = "Nobody", Email = "nobody@example.com" });
            context.Publish(new OutboxEvent("register.opened", "nobody"u8.ToArray()));
            await context.SaveChangesAsync(Cancelled);
            await transaction.RollbackAsync(Cancelled);
        }
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var found = await scope.ServiceProvider.GetRequiredService<RegisterContext>().Residents.SingleAsync(Cancelled);
            Assert.Equal((id, Address, "ada"), (found.Id, found.Email, found.ChangedBy));
        }

        var records = await RecordsAsync(host, "register.", 1);
        Assert.Contains($"resident:{id}", Assert.Single(records), StringComparison.Ordinal);
        var captured = Assert.Single(await RecordsAsync(host, "entity.", 1));
        // What the program's own interceptor has set is captured, and of what is sealed only that it is there.
        Assert.All((string[])["after.ChangedBy", "ada", "after.Email", "(masked)"], part => Assert.Contains(part, captured, StringComparison.Ordinal));
        Assert.Equal(id.ToString(), await _heard.Reader.ReadAsync(Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancelled));
        await host.StopAsync(Cancelled);
        Assert.False(_heard.Reader.TryRead(out _));
        SqliteConnection.ClearAllPools();
        foreach (var file in _folder.EnumerateFiles("register.db*"))
            Assert.DoesNotContain(Address, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file.FullName, Cancelled)), StringComparison.Ordinal);
    }

    /// <summary>Capture in front of sealing would see that nothing was changed.</summary>
    [Fact]
    public async Task A_change_of_a_sealed_property_is_captured_though_nothing_else_was_changed()
    {
        using var host = await StartAsync();
        await SaveAsync(host, static (_, _) => { });
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var context = scope.ServiceProvider.GetRequiredService<RegisterContext>();
            (await context.Residents.SingleAsync(Cancelled)).Email = "grace@example.com";
            await context.SaveChangesAsync(Cancelled);
        }

        var captured = (await RecordsAsync(host, "entity.", 2))[1];

        Assert.All((string[])["before.Email", "after.Email"], part => Assert.Contains(part, captured, StringComparison.Ordinal));
        Assert.DoesNotContain("after.Name", captured, StringComparison.Ordinal);
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task Tables_are_in_the_schemas_of_the_engine_and_the_model_has_none_that_nobody_has()
    {
        var services = new ServiceCollection();
        services.AddPlatformAudit();
        services.AddPlatformOutbox();
        await using var provider = services.BuildServiceProvider();

        Assert.Equal(["platform_audit.audit_intake", "platform_outbox.outbox_event"], Tables(options => options.UseNpgsql("Host=nowhere").UsePlatform(provider)));
        Assert.Equal([".audit_intake", ".outbox_event"], Tables(options => options.UseSqlite().UsePlatform(provider)));
        Assert.Equal(["told.outbox_event"], Tables(options => options.UseNpgsql("Host=nowhere").UsePlatform(provider, static platform => (platform.UsesAudit, platform.OutboxSchema) = (false, "told"))));
        await using var bare = new ServiceCollection().BuildServiceProvider();
        Assert.Empty(Tables(options => options.UseSqlite().UsePlatform(bare)));
    }

    [Fact]
    public async Task What_is_asked_for_and_not_there_is_refused_with_what_to_call()
    {
        await using var bare = new ServiceCollection().BuildServiceProvider();
        (Action<ContextPlatformOptions> Ask, string Call)[] asked =
        [
            (static platform => platform.UsesEncryption = true, "AddPlatformEncryption"),
            (static platform => platform.UsesAudit = true, "AddPlatformAudit"),
            (static platform => platform.UsesOutbox = true, "AddPlatformOutbox"),
        ];

        foreach (var (ask, call) in asked)
        {
            var refused = Assert.Throws<InvalidOperationException>(() => new DbContextOptionsBuilder<RegisterContext>().UseSqlite().UsePlatform(bare, ask));
            Assert.Contains(call, refused.Message, StringComparison.Ordinal);
        }
        Assert.Throws<ArgumentException>(() => new DbContextOptionsBuilder().UsePlatform(bare, static platform => platform.AuditSchema = ""));
        Assert.Throws<ArgumentNullException>(() => new DbContextOptionsBuilder().UsePlatform(bare, static platform => platform.Tenant = null!));
    }

    [Fact]
    public async Task Values_open_for_the_tenant_that_the_context_names_and_for_no_other()
    {
        using var host = await StartAsync();
        await SaveAsync(host, static (_, _) => { });
        var options = new DbContextOptionsBuilder<RegisterContext>().UseSqlite($"Data Source={Database}")
            .UsePlatform(host.Services, static platform => platform.Tenant = static _ => "another").Options;

        await using var other = new RegisterContext(options);

        await Assert.ThrowsAsync<SealedValueException>(() => other.Residents.SingleAsync(Cancelled));
        await host.StopAsync(Cancelled);
    }

    private static List<string> Tables(Func<DbContextOptionsBuilder<PlainContext>, DbContextOptionsBuilder<PlainContext>> configure)
    {
        using var context = new PlainContext(configure(new DbContextOptionsBuilder<PlainContext>()).Options);
        return [.. context.Model.GetEntityTypes().Select(static type => $"{type.GetSchema()}.{type.GetTableName()}").Order(StringComparer.Ordinal)];
    }

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        var root = Path.Combine(_folder.FullName, "root.key");
        LocalRootKey.CreateFile(root);
        builder.Services.AddPlatformEncryption(static options => options.InitializeStore = true).UseInMemoryKeyStore().UseLocalRootKey(root);
        builder.Services.AddPlatformAudit(static options => options.RecordReads = false).UseSqlite(Database)
            .SignWithKeyFile("audit.example.com/register", Path.Combine(_folder.FullName, "audit.pem"));
        builder.Services.AddSingleton(_heard.Writer);
        builder.Services.AddPlatformOutbox().UseSqlite(Database).AddHandler<Heard>("heard", "register.opened");
        builder.Services.AddDbContext<RegisterContext>((services, options) => options
            .UseSqlite($"Data Source={Database}").AddInterceptors(new Stamp()).UsePlatform(services));
        var host = builder.Build();
        await using (var scope = host.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<RegisterContext>().Database.EnsureCreatedAsync(Cancelled);
        await host.StartAsync(Cancelled);
        return host;
    }

    private static async Task<Guid> SaveAsync(IHost host, Action<RegisterContext, Resident> also)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<RegisterContext>();
        var resident = new Resident { Name = "Ada", Email = Address };
        context.Add(resident);
        also(context, resident);
        await context.SaveChangesAsync(Cancelled);
        return resident.Id;
    }

    /// <summary>The log takes them up beside.</summary>
    private static async Task<List<string>> RecordsAsync(IHost host, string action, int count)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var page = await host.Services.GetRequiredService<IAuditReader>().QueryAsync(new AuditQuery { OldestFirst = true }, Cancelled);
            var all = page.Entries.Select(static entry => Read(entry.Record.Span)).ToList();
            var found = all.Where(record => record.Name.StartsWith(action, StringComparison.Ordinal)).ToList();
            if (found.Count >= count)
                return [.. found.Select(static record => record.Text)];
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), $"There are {string.Join(", ", all.Select(static record => record.Name))}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
        }

        static (string Name, string Text) Read(ReadOnlySpan<byte> bytes)
        {
            Assert.True(AuditRecord.TryRead(bytes, out var record));
            return (Encoding.UTF8.GetString(record.Name), Encoding.UTF8.GetString(bytes));
        }
    }

    private sealed class PlainContext(DbContextOptions<PlainContext> options) : DbContext(options);

    private sealed class Heard(ChannelWriter<string> bodies) : IOutboxHandler
    {
        public ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken) =>
            bodies.WriteAsync(Encoding.UTF8.GetString(message.Body.Span), cancellationToken);
    }
}
