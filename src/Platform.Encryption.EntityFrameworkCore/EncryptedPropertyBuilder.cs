using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Platform.Encryption.EntityFrameworkCore.Metadata;

namespace Platform.Encryption.EntityFrameworkCore;

/// <summary>Says how a property is encrypted, and how it is found.</summary>
public sealed class EncryptedPropertyBuilder
{
    private readonly EntityTypeBuilder _entity;
    private readonly PropertyBuilder _shadow;
    private readonly string _path;

    internal EncryptedPropertyBuilder(EntityTypeBuilder entity, string path, string purpose)
    {
        (_entity, _path) = (entity, path);
        var type = entity.Metadata.ClrType;
        var members = EncryptedProperty.MembersOf(type, path);
        if (members[^1].PropertyType != typeof(string))
            throw new InvalidOperationException($"{type.Name}.{path} is a {members[^1].PropertyType.Name}. Only text is encrypted: keep it as a string.");
        Ignore(members.Select(static member => member.Name).ToArray(), members[0].PropertyType);
        var name = path.Replace(".", "", StringComparison.Ordinal);
        _shadow = entity.Property<SealedText>(name + "Sealed");
        _shadow.HasConversion(new SealedTextConverter(), new SealedTextComparer());
        _shadow.HasColumnName(name);
        _shadow.IsRequired(IsRequired(members));
        _shadow.Metadata.SetAnnotation(Annotations.Of, path);
        _shadow.Metadata.SetAnnotation(Annotations.Purpose, purpose);
        _shadow.Metadata.SetAnnotation(Annotations.State, nameof(EncryptionState.Strict));
    }

    /// <summary>Gives each subject a key of its own, which can be shredded alone.</summary>
    /// <param name="property">The property of the entity that says whose data it is: an id that says nothing, and does not change.</param>
    /// <returns>This builder.</returns>
    public EncryptedPropertyBuilder ForSubject(string property)
    {
        ArgumentException.ThrowIfNullOrEmpty(property);
        _shadow.Metadata.SetAnnotation(Annotations.Subject, property);
        return this;
    }

    /// <summary>Names the column. What values are bound to is named so too, unless <see cref="BoundTo"/> says otherwise.</summary>
    /// <param name="name">The column.</param>
    /// <returns>This builder.</returns>
    public EncryptedPropertyBuilder HasColumnName(string name)
    {
        _shadow.HasColumnName(name);
        return this;
    }

    /// <summary>Names the table and the column that values are bound to. To be said when either is renamed: values that were sealed under the old names open under no others.</summary>
    /// <param name="table">The table as it was named when the first value was sealed.</param>
    /// <param name="column">The column as it was named then.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">A name is empty, too long or not well-formed text.</exception>
    public EncryptedPropertyBuilder BoundTo(string table, string column)
    {
        _ = new ColumnAddress("-", table, column);
        _shadow.Metadata.SetAnnotation(Annotations.BoundTable, table);
        _shadow.Metadata.SetAnnotation(Annotations.BoundColumn, column);
        return this;
    }

    /// <summary>Says how far the column has come from plaintext.</summary>
    /// <param name="state">The state. Default: <see cref="EncryptionState.Strict"/>.</param>
    /// <returns>This builder.</returns>
    public EncryptedPropertyBuilder During(EncryptionState state)
    {
        if (!Enum.IsDefined(state))
            throw new ArgumentOutOfRangeException(nameof(state));
        _shadow.Metadata.SetAnnotation(Annotations.State, state.ToString());
        return this;
    }

    /// <summary>Says that another target re-encrypts and counts the values: the property is mapped to a view, say, and the table belongs to another context. Where no target does, they are lost when their key is retired.</summary>
    /// <returns>This builder.</returns>
    public EncryptedPropertyBuilder ReencryptedElsewhere()
    {
        _shadow.Metadata.SetAnnotation(Annotations.Elsewhere, "");
        return this;
    }

    /// <summary>Has LINQ find it by <c>==</c> and <c>Contains</c>. Texts are equal if the normaliser makes them so.</summary>
    /// <param name="normalizer">What makes texts equal; not one of your own, since a model is known by names.</param>
    /// <param name="plan">How many bits are kept.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The normaliser is one of your own.</exception>
    public EncryptedPropertyBuilder WithEqualityIndex(TextNormalizer normalizer, IndexPlan plan) =>
        WithIndex(BlindIndex.Equality("-", "-", normalizer, plan), "Index");

    /// <summary>Has LINQ find it by <c>StartsWith</c>, for beginnings of this length and longer ones. Tells more than equality does.</summary>
    /// <param name="normalizer">What makes texts equal; not one of your own.</param>
    /// <param name="plan">How many bits are kept, planned from how many different beginnings there are.</param>
    /// <param name="length">How many characters are indexed.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The normaliser is one of your own.</exception>
    public EncryptedPropertyBuilder WithPrefixIndex(TextNormalizer normalizer, IndexPlan plan, int length) =>
        WithIndex(BlindIndex.Prefix("-", "-", normalizer, plan, length), $"Prefix{length}Index");

    /// <summary>
    /// Has LINQ find it by <c>Contains</c>, <c>EndsWith</c> and <c>StartsWith</c> for what has so many characters, and by <c>EF.Functions.FuzzyContains</c>.
    /// The set of a row's pieces stands in one column, which the database looks
    /// through as it does for LIKE '%…%'. Tells the most of all indexes: read <see cref="BlindIndexKind.NGram"/>.
    /// </summary>
    /// <param name="normalizer">What makes texts equal; not one of your own.</param>
    /// <param name="plan">How many bits are kept, planned from how many different pieces there are.</param>
    /// <param name="length">How many characters a piece has, 2 to <see cref="BlindIndex.MaxLength"/>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The normaliser is one of your own.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length is out of range.</exception>
    public EncryptedPropertyBuilder WithNGramIndex(TextNormalizer normalizer, IndexPlan plan, int length = 3) =>
        WithIndex(BlindIndex.NGram("-", "-", normalizer, plan, length), $"NGram{length}Index");

    private EncryptedPropertyBuilder WithIndex(BlindIndex index, string suffix)
    {
        // Throws for one that could not be found again by its name.
        _ = TextNormalizer.FromName(index.Normalizer.Name);
        var name = _path.Replace(".", "", StringComparison.Ordinal) + suffix;
        var shadow = _entity.Property<byte[]>(name);
        shadow.IsRequired(false);
        shadow.Metadata.SetAnnotation(Annotations.IndexOf, _path);
        shadow.Metadata.SetAnnotation(Annotations.Index, IndexText.Of(index));

        // No index of a database helps to find what stands within a value, and a long set would be too long for one.
        if (index.Kind != BlindIndexKind.NGram)
            _entity.HasIndex(name);
        return this;
    }

    private void Ignore(string[] names, Type first)
    {
        switch (names)
        {
            case [var name]:
                _entity.Ignore(name);
                break;
            case [var complex, var name]:
                _entity.ComplexProperty(first, complex).Ignore(name);
                break;
            default:
                throw new InvalidOperationException($"{_entity.Metadata.ClrType.Name}.{_path} lies too deep: a property of the entity, or of one of its complex properties, can be encrypted.");
        }
    }

    private static bool IsRequired(IReadOnlyList<System.Reflection.PropertyInfo> members) =>
        members.All(static member => new System.Reflection.NullabilityInfoContext().Create(member).ReadState == System.Reflection.NullabilityState.NotNull);
}
