using System.Globalization;
using CityDesk.Auditing;
using CityDesk.Contract;
using CityDesk.Data;
using CityDesk.Limits;
using CityDesk.Plugins;
using CityDesk.Residents;
using Microsoft.Extensions.Options;
using Platform.Audit;
using Platform.Plugins.Extensions;

namespace CityDesk.Commands;

/// <summary>The desk without its web face, for the life of one command.</summary>
internal sealed class CommandHost : IAsyncDisposable
{
    private readonly IHost _host;

    private CommandHost(IHost host) => _host = host;

    public IServiceScopeFactory Scopes => _host.Services.GetRequiredService<IServiceScopeFactory>();

    public LimitsOptions Limits => _host.Services.GetRequiredService<IOptions<LimitsOptions>>().Value;

    /// <summary>Plugins that read exports.</summary>
    public ExtensionPoint<IRequestImporter> Importers => _host.Services.GetRequiredService<ExtensionPoint<IRequestImporter>>();

    public TimeProvider Time => _host.Services.GetRequiredService<TimeProvider>();

    /// <summary>Opens the database of a desk that has been started before.</summary>
    /// <exception cref="OperatorException">There is none; nothing is created.</exception>
    public static Task<CommandHost> OpenAsync(IReadOnlyList<string> settings, TextWriter notices, CancellationToken cancellationToken) =>
        OpenAsync(settings, mayBeNew: false, notices, cancellationToken);

    /// <summary>Opens the database, and prepares it first when it is new: for commands that fill it.</summary>
    /// <param name="settings">Arguments of the form <c>--Section:Key=value</c>.</param>
    /// <param name="notices">Where a first start shows what is shown only once.</param>
    /// <param name="cancellationToken">Stops waiting for the database.</param>
    public static Task<CommandHost> OpenOrCreateAsync(IReadOnlyList<string> settings, TextWriter notices, CancellationToken cancellationToken) =>
        OpenAsync(settings, mayBeNew: true, notices, cancellationToken);

    private static async Task<CommandHost> OpenAsync(IReadOnlyList<string> settings, bool mayBeNew, TextWriter notices, CancellationToken cancellationToken)
    {
        // SQLite does its asynchronous work at once, on the caller's thread. At a signal the parser waits only for an action that has
        // given its task back by then; without this it would end the process under a command that has just begun.
        await Task.Yield();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = [.. settings], ContentRootPath = AppContext.BaseDirectory });
        // What goes wrong is told in a sentence at the end; a log of the database's complaints beside it would only be noise.
        builder.Logging.ClearProviders();
        builder.Services.AddDesk(builder.Configuration);
        builder.Services.AddDeskPluginPoints();
        builder.Services.AddSingleton<IAuditContextProvider, OperatorContext>();
        var host = new CommandHost(builder.Build());
        try
        {
            await host.PrepareAsync(settings, mayBeNew, notices, cancellationToken);
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

    /// <summary>The same with all services of the scope.</summary>
    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> use)
    {
        await using var scope = Scopes.CreateAsyncScope();
        return await use(scope.ServiceProvider);
    }

    /// <summary>Also the audit log, which has an end to write.</summary>
    public ValueTask DisposeAsync() => ((IAsyncDisposable)_host).DisposeAsync();

    private async Task PrepareAsync(IReadOnlyList<string> settings, bool mayBeNew, TextWriter notices, CancellationToken cancellationToken)
    {
        await using var scope = Scopes.CreateAsyncScope();
        var setup = scope.ServiceProvider.GetRequiredService<DeskSetup>();
        if (!mayBeNew && !await setup.IsDoneAsync(cancellationToken))
            throw new OperatorException(
                $"There is no city in {setup.Place} yet. Start the desk once and it makes one up: {ThisProgram.Call}{SettingArguments.Repeat(settings)}{Environment.NewLine}" +
                $"Or say where yours is: {setup.WhereSetting}.");
        if (await setup.PrepareAsync(cancellationToken) is not { } first)
        {
            await GoOnWithErasuresAsync(notices, cancellationToken);
            return;
        }

        foreach (var line in first.Lines)
            await notices.WriteLineAsync(line);
    }

    /// <summary>An erasure that was stopped is nobody's to forget. Where the audit log is busy the next command goes on with it, or the desk.</summary>
    private async Task GoOnWithErasuresAsync(TextWriter notices, CancellationToken cancellationToken)
    {
        try
        {
            if (await ErasureResumption.GoOnAsync(Scopes, cancellationToken) is > 0 and var count)
                await notices.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Erasures of residents that had been stopped are done now: {count}. 'residents receipts' has them."));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever it is, it is no reason to refuse what was asked for: the desk, and each command, try again.
            var why = failure is AggregateException { InnerExceptions: [var first, ..] } ? first : failure;
            await notices.WriteLineAsync(why is AuditUnavailableException
                ? "An erasure of a resident was stopped and cannot be gone on with just now: the audit log is busy."
                : $"An erasure of a resident was stopped and cannot be gone on with just now: {why.GetType().Name}. The desk says more in its log.");
        }
    }
}
