using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Reading;

/// <summary>
/// Has entities with encrypted properties made in our way. Asked once for each entity type of a query; a materialization interceptor would do as well, but then EF Core makes a dictionary
/// with two delegates for each property of each row.
/// </summary>
internal sealed class OpeningInterceptor : IInstantiationBindingInterceptor
{
    private readonly ConditionalWeakTable<DbContext, EncryptionSession> _sessions = new();

    /// <summary>One for all: another object would give each context internal services of its own.</summary>
    public static OpeningInterceptor Instance { get; } = new();

    public InstantiationBinding ModifyBinding(InstantiationBindingInterceptionData interceptionData, InstantiationBinding binding) =>
        interceptionData.TypeBase is IEntityType entityType && EncryptedModel.Of(entityType.Model).Find(entityType) is { } entity ? new OpeningBinding(binding, entity) : binding;

    public EncryptionSession SessionOf(DbContext context) => _sessions.GetValue(context, static context => context.GetService<EncryptionSession>());
}
