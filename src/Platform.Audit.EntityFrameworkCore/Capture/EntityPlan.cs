using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Platform.Audit.EntityFrameworkCore.Capture;

/// <summary>What is known of an entity before anything is saved. What an entity owns has the target of its owner, and the way to it before its names.</summary>
internal sealed class EntityPlan
{
    private const int MaxSubjectLength = 255;

    private readonly string _targetName;
    private readonly IReadOnlyList<IProperty> _key;
    private readonly IReadOnlyList<IProperty> _item;
    private readonly (string Name, IReadOnlyList<IProperty> Key)? _other;
    private readonly IProperty? _subject;
    private readonly string _subjectName;

    private EntityPlan(IEntityType type, IEntityType root, string path, string targetName)
    {
        var primary = type.FindPrimaryKey()!.Properties;
        (Name, _targetName) = (type.ShortName(), targetName);
        if (LinkOf(type) is { } link)
        {
            (Name, _key, _item) = ($"{link.One.PrincipalEntityType.ShortName()}-{link.Other.PrincipalEntityType.ShortName()}", link.One.Properties, []);
            _other = (TargetNameOf(link.Other.PrincipalEntityType), link.Other.Properties);
        }
        else
        {
            var length = ReferenceEquals(type, root) ? primary.Count : Math.Min(root.FindPrimaryKey()!.Properties.Count, primary.Count);
            (_key, _item) = ([.. primary.Take(length)], [.. primary.Skip(length)]);
            Properties =
            [
                .. type.GetFlattenedProperties().Select(property => PropertyPlan.Of(property, path)).OfType<PropertyPlan>().OrderBy(static plan => plan.Path, Utf8Order.Instance),
            ];
        }
        _subject = type.GetProperties().FirstOrDefault(static property => property.FindAnnotation(CaptureAnnotations.Subject) is not null);
        _subjectName = _subject?.FindAnnotation(CaptureAnnotations.Subject)?.Value is string { Length: > 0 } name ? name : targetName;
    }

    /// <summary>The name of its class; of a link between two, the names of both.</summary>
    public string Name { get; }

    /// <summary>In the order of their names, as events have it.</summary>
    public IReadOnlyList<PropertyPlan> Properties { get; } = [];

    /// <summary>Whether it says that two are linked, and nothing else.</summary>
    public bool IsLink => _other is not null;

    /// <returns><see langword="null"/> where its changes are not captured.</returns>
    public static EntityPlan? Of(IEntityType type)
    {
        if (type.FindPrimaryKey() is null)
            return null;
        var (root, path) = (type, "");
        while (root.FindOwnership() is { } ownership)
            (path, root) = ($"{ownership.PrincipalToDependent!.Name}.{path}", ownership.PrincipalEntityType);
        if (LinkOf(type) is { } link)
        {
            return IsAudited(link.One.PrincipalEntityType) || IsAudited(link.Other.PrincipalEntityType)
                ? new EntityPlan(type, type, "", TargetNameOf(link.One.PrincipalEntityType))
                : null;
        }
        return IsAudited(root) && !IsLeftOut(type) ? new EntityPlan(type, root, path, TargetNameOf(root)) : null;
    }

    /// <summary>What was changed, such as <c>request:42</c>.</summary>
    public string TargetOf(IUpdateEntry entry) => $"{_targetName}:{Join(entry, _key)}";

    /// <summary>Which of many that one owner has; <see langword="null"/> where it has one.</summary>
    public string? ItemOf(IUpdateEntry entry) => _item.Count == 0 ? null : Join(entry, _item);

    /// <summary>What it is linked with.</summary>
    public string? OtherOf(IUpdateEntry entry) => _other is { } other ? $"{other.Name}:{Join(entry, other.Key)}" : null;

    /// <summary>Whom personal values are about. What is no subject of an event is one by its hash: what somebody saves must not be what cannot be saved.</summary>
    public string? SubjectOf(IUpdateEntry entry)
    {
        if (_subject is null || Text(entry, _subject) is not { Length: > 0 } value)
            return null;
        var subject = $"{_subjectName}:{value}";
        return subject.Length <= MaxSubjectLength && !subject.Contains('\0', StringComparison.Ordinal)
            ? subject
            : $"{_subjectName}:sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))}";
    }

    /// <summary>Between two entities, without a class of its own.</summary>
    private static (IForeignKey One, IForeignKey Other)? LinkOf(IEntityType type) =>
        type.HasSharedClrType && type.ClrType == typeof(Dictionary<string, object>) && type.GetForeignKeys().ToList() is [var one, var other] ? (one, other) : null;

    private static bool IsAudited(IEntityType type) => !IsLeftOut(type)
        && (type.Model.FindAnnotation(CaptureAnnotations.Everything) is not null && type.ClrType != typeof(AuditIntakeEntry)
            || type.GetAllBaseTypesInclusive().Any(static each => each.FindAnnotation(CaptureAnnotations.Audited) is not null || each.ClrType.IsDefined(typeof(AuditedAttribute))));

    private static bool IsLeftOut(IEntityType type) => type.FindAnnotation(CaptureAnnotations.NotAudited) is not null || type.ClrType.IsDefined(typeof(NotAuditedAttribute));

    private static string TargetNameOf(IEntityType type) =>
        type.FindAnnotation(CaptureAnnotations.Audited)?.Value is string { Length: > 0 } said ? said : type.ClrType.GetCustomAttribute<AuditedAttribute>()?.Name ?? type.ShortName();

    private static string Join(IUpdateEntry entry, IReadOnlyList<IProperty> properties) =>
        properties.Count == 1 ? Text(entry, properties[0]) : string.Join(',', properties.Select(property => Text(entry, property)));

    private static string Text(IUpdateEntry entry, IProperty property) => Convert.ToString(entry.GetCurrentValue(property), CultureInfo.InvariantCulture) ?? "";

    private sealed class Utf8Order : IComparer<string>
    {
        public static readonly Utf8Order Instance = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
    }
}
