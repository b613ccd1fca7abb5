using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Platform.Audit.EntityFrameworkCore.Capture;

namespace Platform.Audit.EntityFrameworkCore;

/// <summary>Has a context capture what it changes.</summary>
public static class PlatformAuditCaptureDbContextOptionsExtensions
{
    /// <summary>
    /// Captures the changes of entities that are audited, in the transaction in which they are saved: both are committed, or neither. The model needs
    /// <see cref="PlatformAuditModelBuilderExtensions.UsePlatformAuditIntake"/>. Calling it twice is harmless. A context with services of its own (<c>UseInternalServiceProvider</c>) cannot have it.
    /// </summary>
    /// <param name="options">The options of the context.</param>
    /// <returns><paramref name="options"/>, for chaining.</returns>
    public static DbContextOptionsBuilder UsePlatformAuditCapture(this DbContextOptionsBuilder options)
    {
        ArgumentNullException.ThrowIfNull(options);
#pragma warning disable EF1001 // See CaptureCommands.
        return options.AddInterceptors(CaptureInterceptor.Instance).ReplaceService<IRelationalCommandDiagnosticsLogger, CaptureCommands>();
#pragma warning restore EF1001
    }

    /// <inheritdoc cref="UsePlatformAuditCapture(DbContextOptionsBuilder)"/>
    /// <typeparam name="TContext">The context.</typeparam>
    public static DbContextOptionsBuilder<TContext> UsePlatformAuditCapture<TContext>(this DbContextOptionsBuilder<TContext> options)
        where TContext : DbContext => (DbContextOptionsBuilder<TContext>)((DbContextOptionsBuilder)options).UsePlatformAuditCapture();
}
