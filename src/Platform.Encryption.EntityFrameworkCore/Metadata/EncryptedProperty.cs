using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore.Metadata;

/// <summary>A plaintext property of an entity, and the shadow property that holds its sealed values.</summary>
internal sealed class EncryptedProperty
{
    public EncryptedProperty(IEntityType entityType, IProperty shadow, int number)
    {
        Path = (string)shadow.FindAnnotation(Annotations.Of)!.Value!;
        Number = number;
        Shadow = shadow;
        DisplayName = $"{entityType.ClrType.Name}.{Path}";
        Members = MembersOf(entityType.ClrType, Path);
        Purpose = (string)shadow.FindAnnotation(Annotations.Purpose)!.Value!;
        SubjectProperty = shadow.FindAnnotation(Annotations.Subject)?.Value is string subject ? entityType.FindProperty(subject) : null;
        State = Enum.Parse<EncryptionState>((string)shadow.FindAnnotation(Annotations.State)!.Value!);
        BoundTable = (string)shadow.FindAnnotation(Annotations.BoundTable)!.Value!;
        BoundColumn = (string)shadow.FindAnnotation(Annotations.BoundColumn)!.Value!;
        IsReencryptedElsewhere = shadow.FindAnnotation(Annotations.Elsewhere) is not null;
        Indexes =
        [
            .. entityType.GetProperties()
                .Where(index => index.FindAnnotation(Annotations.IndexOf)?.Value as string == Path)
                .Select(index => new EncryptedIndex(IndexText.Parse((string)index.FindAnnotation(Annotations.Index)!.Value!, BoundTable, BoundColumn), index)),
        ];
        (Get, Set) = (Getter(), Setter());
    }

    public string Path { get; }

    /// <summary>Its place among all of the model.</summary>
    public int Number { get; }

    public string DisplayName { get; }

    public IReadOnlyList<PropertyInfo> Members { get; }

    public IProperty Shadow { get; }

    public string Purpose { get; }

    public IProperty? SubjectProperty { get; }

    public EncryptionState State { get; }

    public string BoundTable { get; }

    public string BoundColumn { get; }

    public bool IsReencryptedElsewhere { get; }

    public IReadOnlyList<EncryptedIndex> Indexes { get; }

    public Func<object, string?> Get { get; }

    /// <summary>Does nothing where a part of the path is <see langword="null"/>.</summary>
    public Action<object, string?> Set { get; }

    public EncryptedIndex? EqualityIndex => Indexes.FirstOrDefault(static index => index.Index.Kind == BlindIndexKind.Equality);

    /// <summary>The longest pieces that are indexed and that every text has which is so close to the searched one.</summary>
    public EncryptedIndex? PieceIndexFor(string searched, int maxEdits) => Indexes
        .Where(index => index.Index.Kind == BlindIndexKind.NGram && index.Index.LeastPieces(searched, maxEdits) > 0)
        .MaxBy(static index => index.Index.Length);

    /// <summary>The longest beginning that is indexed and that the searched text has.</summary>
    public EncryptedIndex? PrefixIndexFor(string searched) => Indexes
        .Where(index => index.Index.Kind == BlindIndexKind.Prefix && index.Index.Length <= index.Index.Normalizer.Normalize(searched).EnumerateRunes().Count())
        .MaxBy(static index => index.Index.Length);

    public static IReadOnlyList<PropertyInfo> MembersOf(Type type, string path)
    {
        var members = new List<PropertyInfo>();
        foreach (var name in path.Split('.'))
        {
            var member = type.GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                ?? throw new InvalidOperationException($"{type.Name} has no property {name}.");
            members.Add(member);
            type = member.PropertyType;
        }
        return members;
    }

    private Func<object, string?> Getter()
    {
        var entity = Expression.Parameter(typeof(object));
        Expression value = Expression.Convert(entity, Members[0].DeclaringType!);
        var nothing = Expression.Constant(null, typeof(string));
        return Expression.Lambda<Func<object, string?>>(Walk(value, 0), entity).Compile();

        Expression Walk(Expression from, int at)
        {
            var next = Expression.Property(from, Members[at]);
            return at == Members.Count - 1 ? next
                : Members[at].PropertyType.IsValueType ? Walk(next, at + 1)
                : Expression.Condition(Expression.ReferenceEqual(next, Expression.Constant(null, next.Type)), nothing, Walk(next, at + 1));
        }
    }

    private Action<object, string?> Setter()
    {
        if (Members.Take(Members.Count - 1).Any(static member => member.PropertyType.IsValueType))
            throw new InvalidOperationException($"{DisplayName} lies in a struct, where it cannot be set when it is read.");
        var last = Members[^1];
        var setter = last.SetMethod ?? last.DeclaringType!.GetProperty(last.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.SetMethod
            ?? throw new InvalidOperationException($"{DisplayName} has no setter, which may be private or init.");
        var entity = Expression.Parameter(typeof(object));
        var text = Expression.Parameter(typeof(string));
        Expression holder = Expression.Convert(entity, Members[0].DeclaringType!);
        return Expression.Lambda<Action<object, string?>>(Walk(holder, 0), entity, text).Compile();

        Expression Walk(Expression from, int at)
        {
            if (at == Members.Count - 1)
                return Expression.Call(from, setter, text);
            var next = Expression.Property(from, Members[at]);
            return Expression.IfThen(Expression.ReferenceNotEqual(next, Expression.Constant(null, next.Type)), Walk(next, at + 1));
        }
    }
}
