using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Platform.Audit.EntityFrameworkCore.Capture;

/// <summary>What of a model is captured, made once for each model.</summary>
internal sealed class CapturePlan
{
    // Hangs on the model and goes with it: a model is made once for many contexts, and reading it takes longer than saving.
    private static readonly ConditionalWeakTable<IModel, CapturePlan> Plans = [];

    private readonly Dictionary<IEntityType, EntityPlan> _entities;
    private readonly List<(string Table, Regex Name)> _tables;

    private CapturePlan(DbContext context)
    {
        var model = context.Model;
        _entities = model.GetEntityTypes().Select(static type => (Type: type, Plan: EntityPlan.Of(type))).Where(static each => each.Plan is not null)
            .ToDictionary(static each => each.Type, static each => each.Plan!);
        _tables = [.. _entities.Keys.SelectMany(static type => type.GetTableMappings()).Select(static mapping => mapping.Table.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(static table => (table, new Regex($@"(?<!\w){Regex.Escape(table)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)))];
        if (_entities.Count == 0)
            return;
        var intake = model.FindEntityType(typeof(AuditIntakeEntry))
            ?? throw new InvalidOperationException($"The model of {context.GetType().Name} has no audit intake. Call modelBuilder.UsePlatformAuditIntake() in OnModelCreating.");
        var sql = context.GetService<ISqlGenerationHelper>();
        var column = intake.FindProperty(nameof(AuditIntakeEntry.Record))!.GetColumnName();
        Insert = $"INSERT INTO {sql.DelimitIdentifier(intake.GetTableName()!, intake.GetSchema())} ({sql.DelimitIdentifier(column)}) VALUES ";
    }

    /// <summary>Whether anything is.</summary>
    public bool HasEntities => _entities.Count > 0;

    /// <summary>The beginning of the statement that adds rows to the intake.</summary>
    public string Insert { get; } = "";

    public static CapturePlan Of(DbContext context) => Plans.TryGetValue(context.Model, out var plan) ? plan : Plans.GetValue(context.Model, _ => new CapturePlan(context));

    public EntityPlan? Find(IEntityType type) => _entities.GetValueOrDefault(type);

    /// <summary>The tables of captured entities that a statement names.</summary>
    public List<string> FindTables(string statement) => [.. _tables.Where(each => each.Name.IsMatch(statement)).Select(static each => each.Table)];
}
