using System.Collections.Immutable;
using System.Globalization;
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
    /// <summary>How many rows one statement adds.</summary>
    public const int MaxRowsInStatement = 128;

    // Hangs on the model and goes with it: a model is made once for many contexts, and reading it takes longer than saving.
    private static readonly ConditionalWeakTable<IModel, CapturePlan> Plans = [];

    private readonly Dictionary<IEntityType, EntityPlan> _entities;
    private readonly List<(string Table, Regex Name)> _tables;
    private readonly string _insert = "";

    /// <summary>By the number of rows. A context of a program adds the same numbers of rows again and again.</summary>
    private readonly string?[] _inserts = new string?[MaxRowsInStatement + 1];

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
        _insert = $"INSERT INTO {sql.DelimitIdentifier(intake.GetTableName()!, intake.GetSchema())} ({sql.DelimitIdentifier(column)}) VALUES ";
    }

    /// <summary>Whether anything is.</summary>
    public bool HasEntities => _entities.Count > 0;

    /// <summary>What the parameters of rows are called, from the first on.</summary>
    public static ImmutableArray<string> ParameterNames { get; } = [.. Enumerable.Range(0, MaxRowsInStatement).Select(static at => string.Create(CultureInfo.InvariantCulture, $"@r{at}"))];

    public static CapturePlan Of(DbContext context) => Plans.TryGetValue(context.Model, out var plan) ? plan : Plans.GetValue(context.Model, _ => new CapturePlan(context));

    public EntityPlan? Find(IEntityType type) => _entities.GetValueOrDefault(type);

    /// <summary>The statement that adds so many rows to the intake.</summary>
    public string InsertOf(int rows) => _inserts[rows] ??= $"{_insert}({string.Join("), (", ParameterNames.Take(rows))})";

    /// <summary>The tables of captured entities that a statement names.</summary>
    public List<string> FindTables(string statement) => [.. _tables.Where(each => each.Name.IsMatch(statement)).Select(static each => each.Table)];
}
