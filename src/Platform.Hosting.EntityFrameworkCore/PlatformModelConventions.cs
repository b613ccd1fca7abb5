using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Metadata.Conventions;
using Microsoft.EntityFrameworkCore.Metadata.Conventions.Infrastructure;
using Platform.Audit.EntityFrameworkCore;
using Platform.Webhooks.EntityFrameworkCore;

namespace Platform.Hosting.EntityFrameworkCore;

/// <summary>Puts the tables into a model when it is begun, so that what the context says in <c>OnModelCreating</c> comes after it and counts.</summary>
internal sealed class PlatformModelConventions(string engine, string? auditSchema, string? outboxSchema) : IConventionSetPlugin, IModelInitializedConvention
{
    // The others have no schemas: there the packages name their tables without one.
    private readonly bool _hasSchemas = engine == "Npgsql.EntityFrameworkCore.PostgreSQL";

    public ConventionSet ModifyConventions(ConventionSet conventionSet)
    {
        // Behind the engine's own, which name tables and columns.
        conventionSet.ModelInitializedConventions.Add(this);
        return conventionSet;
    }

    public void ProcessModelInitialized(IConventionModelBuilder modelBuilder, IConventionContext<IConventionModelBuilder> context)
    {
#pragma warning disable EF1001 // The one way to the same builder that a program uses, from inside a convention.
        var builder = new ModelBuilder((IMutableModel)modelBuilder.Metadata);
#pragma warning restore EF1001
        if (auditSchema is not null)
            builder.UsePlatformAuditIntake(_hasSchemas ? auditSchema : null);
        if (outboxSchema is not null)
            builder.UsePlatformOutbox(_hasSchemas ? outboxSchema : null);
    }
}
