using CityDesk.Data;
using Microsoft.Extensions.Options;

namespace CityDesk.Commands;

/// <summary>The desk without its web face, for the life of one command.</summary>
internal sealed class CommandHost : IAsyncDisposable
{
    private readonly IHost _host;

    private CommandHost(IHost host) => _host = host;

    public IServiceScopeFactory Scopes => _host.Services.GetRequiredService<IServiceScopeFactory>();

    public TimeProvider Time => _host.Services.GetRequiredService<TimeProvider>();

    /// <summary>Opens the database, and prepares it first when it is new.</summary>
    /// <param name="settings">Arguments of the form <c>--Section:Key=value</c>.</param>
    /// <param name="notices">Where a first start shows what is shown only once.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    public static async Task<CommandHost> OpenAsync(IReadOnlyList<string> settings, TextWriter notices, CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = [.. settings], ContentRootPath = AppContext.BaseDirectory });
        // What goes wrong is told in a sentence at the end; a log of the database's complaints beside it would only be noise.
        builder.Logging.ClearProviders();
        builder.Services.AddDesk(builder.Configuration);
        var host = new CommandHost(builder.Build());
        try
        {
            await host.PrepareAsync(notices, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Does something in a scope of its own.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<DeskDbContext, Task<T>> use)
    {
        await using var scope = Scopes.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<DeskDbContext>());
    }

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PrepareAsync(TextWriter notices, CancellationToken cancellationToken)
    {
        await using var scope = Scopes.CreateAsyncScope();
        var first = await scope.ServiceProvider.GetRequiredService<DeskSetup>().PrepareAsync(cancellationToken);
        if (first is null)
            return;
        var city = scope.ServiceProvider.GetRequiredService<IOptions<DeskOptions>>().Value.DefaultJurisdiction;
        await notices.WriteLineAsync(
            $"""
            First start: {first.Requests:N0} requests were made up in {city}. Shown only now:
              staff sign-in  {first.StaffUserName} / {first.StaffPassword}
              Open311 key    {first.ApiKey}
            """);
    }
}
