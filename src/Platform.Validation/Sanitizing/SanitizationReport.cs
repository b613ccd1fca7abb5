using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Platform.Validation.Rules;

namespace Platform.Validation.Sanitizing;

/// <summary>Applies sanitisers within one value, and notes what changed. Generated code calls it; it is pooled, and not safe on several threads.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class SanitizationReport
{
    // One waits for its next use on each thread, so that a clean value costs nothing.
    [ThreadStatic]
    private static SanitizationReport? _spare;

    private readonly RulePath _path = new();
    private ICollection<SanitizationChange>? _changes;
    private int _values;
    private int _changed;

    private SanitizationReport()
    {
    }

    /// <summary>Cleans a text.</summary>
    /// <param name="value">The text.</param>
    /// <param name="sanitizers">Which sanitisers.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="changed">Becomes <see langword="true"/> where it was not clean.</param>
    /// <param name="own">A sanitiser of the user's own, which comes last.</param>
    /// <returns>The clean text.</returns>
    [return: NotNullIfNotNull(nameof(value))]
    public string? Text(string? value, TextSanitizers sanitizers, string pointer, ref bool changed, Func<string, string>? own = null)
    {
        if (value is null)
            return null;
        var clean = Clean(value, sanitizers, own);
        if (ReferenceEquals(value, clean))
            return value;
        changed = true;
        _changed++;
        _changes?.Add(new SanitizationChange(_path.Render(pointer), value, clean));
        return clean;
    }

    /// <summary>Cleans the texts of a collection, in place.</summary>
    /// <param name="values">The collection.</param>
    /// <param name="sanitizers">Which sanitisers.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="own">A sanitiser of the user's own, which comes last.</param>
    /// <exception cref="NotSupportedException">A text is not clean, and the collection cannot be changed.</exception>
    public void Texts(IEnumerable<string?>? values, TextSanitizers sanitizers, string pointer, Func<string, string>? own = null)
    {
        var changed = false;
        var clean = Texts(values, sanitizers, pointer, ref changed, own);
        if (changed)
            Refill(values!, clean!, pointer);
    }

    /// <summary>Cleans the texts of a collection: a list or an array in place, of another one a list is made where a text is not clean.</summary>
    /// <param name="values">The collection.</param>
    /// <param name="sanitizers">Which sanitisers.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="changed">Becomes <see langword="true"/> where another collection comes back.</param>
    /// <param name="own">A sanitiser of the user's own, which comes last.</param>
    /// <returns>The collection, or a list that takes its place.</returns>
    [return: NotNullIfNotNull(nameof(values))]
    public IEnumerable<string?>? Texts(
        IEnumerable<string?>? values, TextSanitizers sanitizers, string pointer, ref bool changed, Func<string, string>? own = null)
    {
        if (values is IList<string?> list)
            return Each(list, CanSet(list), new TextCleaning(sanitizers, own), pointer, ref changed);
        return values is null ? null : Each(values, new TextCleaning(sanitizers, own), pointer, ref changed);
    }

    /// <summary>Cleans the texts of a collection that is not to be touched, because others hold it too.</summary>
    /// <param name="values">The collection.</param>
    /// <param name="sanitizers">Which sanitisers.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="changed">Becomes <see langword="true"/> where another collection comes back.</param>
    /// <param name="own">A sanitiser of the user's own, which comes last.</param>
    /// <returns>The collection where it is clean, else a list.</returns>
    [return: NotNullIfNotNull(nameof(values))]
    public IEnumerable<string?>? CopyOfTexts(
        IEnumerable<string?>? values, TextSanitizers sanitizers, string pointer, ref bool changed, Func<string, string>? own = null)
    {
        if (values is IList<string?> list)
            return Each(list, false, new TextCleaning(sanitizers, own), pointer, ref changed);
        return values is null ? null : Each(values, new TextCleaning(sanitizers, own), pointer, ref changed);
    }

    /// <inheritdoc cref="CopyOfTexts(IEnumerable{string}, TextSanitizers, string, ref bool, Func{string, string})"/>
    [return: NotNullIfNotNull(nameof(values))]
    public List<string?>? CopyOfTexts(List<string?>? values, TextSanitizers sanitizers, string pointer, ref bool changed, Func<string, string>? own = null) =>
        values is null ? null : (List<string?>)Each(values, false, new TextCleaning(sanitizers, own), pointer, ref changed);

    /// <inheritdoc cref="CopyOfTexts(IEnumerable{string}, TextSanitizers, string, ref bool, Func{string, string})"/>
    [return: NotNullIfNotNull(nameof(values))]
    public string?[]? CopyOfTexts(string?[]? values, TextSanitizers sanitizers, string pointer, ref bool changed, Func<string, string>? own = null)
    {
        if (values is null)
            return null;
        var clean = Each(values, false, new TextCleaning(sanitizers, own), pointer, ref changed);
        return clean as string?[] ?? [.. clean];
    }

    /// <summary>Cleans the texts of a dictionary.</summary>
    /// <typeparam name="TKey">Its keys.</typeparam>
    /// <param name="entries">The dictionary.</param>
    /// <param name="sanitizers">Which sanitisers.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="changed">Becomes <see langword="true"/> where another dictionary comes back.</param>
    /// <param name="own">A sanitiser of the user's own, which comes last.</param>
    /// <returns>The dictionary where it is clean, else another one with the same order and comparer.</returns>
    [return: NotNullIfNotNull(nameof(entries))]
    public IEnumerable<KeyValuePair<TKey, string?>>? Values<TKey>(
        IEnumerable<KeyValuePair<TKey, string?>>? entries, TextSanitizers sanitizers, string pointer, ref bool changed, Func<string, string>? own = null)
        where TKey : notnull
    {
        if (entries is null)
            return null;
        Dictionary<TKey, string?>? copy = null;
        foreach (var entry in CollectionRules.EntriesOf(entries))
        {
            if (entry.Value is not { } value)
                continue;
            _path.Push(pointer, CollectionRules.TextOf(entry.Key));
            var isUnclean = false;
            var clean = Text(value, sanitizers, "", ref isUnclean, own);
            _path.Pop();
            if (isUnclean)
                (copy ??= new Dictionary<TKey, string?>(entries, (entries as Dictionary<TKey, string?>)?.Comparer))[entry.Key] = clean;
        }
        changed |= copy is not null;
        return copy ?? entries;
    }

    /// <summary>Cleans the keys of a dictionary. One whose clean form is another's stays as it is.</summary>
    /// <typeparam name="TValue">Its values.</typeparam>
    /// <param name="entries">The dictionary.</param>
    /// <param name="sanitizers">Which sanitisers.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="changed">Becomes <see langword="true"/> where another dictionary comes back.</param>
    /// <param name="own">A sanitiser of the user's own, which comes last.</param>
    /// <returns>The dictionary where its keys are clean, else another one with the same order and comparer.</returns>
    [return: NotNullIfNotNull(nameof(entries))]
    public IEnumerable<KeyValuePair<string, TValue>>? Keys<TValue>(
        IEnumerable<KeyValuePair<string, TValue>>? entries, TextSanitizers sanitizers, string pointer, ref bool changed, Func<string, string>? own = null)
    {
        if (entries is null)
            return null;
        var comparer = (entries as Dictionary<string, TValue>)?.Comparer ?? EqualityComparer<string>.Default;
        Dictionary<string, string>? renamed = null;
        HashSet<string>? taken = null;
        foreach (var entry in CollectionRules.EntriesOf(entries))
        {
            var clean = Clean(entry.Key, sanitizers, own);
            if (ReferenceEquals(clean, entry.Key))
                continue;
            taken ??= new HashSet<string>(entries.Select(static each => each.Key), comparer);
            if (!comparer.Equals(clean, entry.Key) && !taken.Add(clean))
                continue;
            (renamed ??= new Dictionary<string, string>(StringComparer.Ordinal))[entry.Key] = clean;
            _changed++;
            _path.Push(pointer, entry.Key);
            _changes?.Add(new SanitizationChange(_path.Render(""), entry.Key, clean));
            _path.Pop();
        }
        if (renamed is null)
            return entries;
        changed = true;
        var copy = new Dictionary<string, TValue>(comparer);
        foreach (var entry in CollectionRules.EntriesOf(entries))
            copy.Add(renamed.GetValueOrDefault(entry.Key, entry.Key), entry.Value);
        return copy;
    }

    /// <summary>Cleans a nested value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="validator">That of its type.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="changed">Becomes <see langword="true"/> where another value comes back.</param>
    /// <returns>The clean value.</returns>
    [return: NotNullIfNotNull(nameof(value))]
    public T? Nested<T>(T? value, Validator<T> validator, string pointer, ref bool changed)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(validator);
        if (value is null)
            return null;
        _path.Push(pointer);
        var clean = MayEnter() ? validator.Sanitize(value, this) : value;
        _path.Pop();
        changed |= !ReferenceEquals(value, clean);
        return clean;
    }

    /// <summary>Cleans a nested struct.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="validator">That of its type.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="changed">Becomes <see langword="true"/> where something in it was not clean.</param>
    /// <returns>The clean value.</returns>
    public T NestedStruct<T>(T value, Validator<T> validator, string pointer, ref bool changed)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(validator);
        var before = _changed;
        _path.Push(pointer);
        var clean = MayEnter() ? validator.Sanitize(value, this) : value;
        _path.Pop();
        changed |= before != _changed;
        return clean;
    }

    /// <summary>Cleans a nested struct that may be absent.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="validator">That of its type.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="changed">Becomes <see langword="true"/> where something in it was not clean.</param>
    /// <returns>The clean value.</returns>
    public T? NestedStruct<T>(T? value, Validator<T> validator, string pointer, ref bool changed)
        where T : struct => value is { } there ? NestedStruct(there, validator, pointer, ref changed) : null;

    /// <summary>Cleans the values of a collection, in place.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="values">The collection.</param>
    /// <param name="validator">That of its items.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <exception cref="NotSupportedException">An item is not clean and becomes another, and the collection cannot be changed.</exception>
    public void Items<T>(IEnumerable<T?>? values, Validator<T> validator, string pointer)
        where T : class
    {
        var changed = false;
        var clean = Items(values, validator, pointer, ref changed);
        if (changed)
            Refill(values!, clean!, pointer);
    }

    /// <summary>Cleans the values of a collection: a list or an array in place, of another one a list is made where an item becomes another.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="values">The collection.</param>
    /// <param name="validator">That of its items.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="changed">Becomes <see langword="true"/> where another collection comes back.</param>
    /// <returns>The collection, or a list that takes its place.</returns>
    [return: NotNullIfNotNull(nameof(values))]
    public IEnumerable<T?>? Items<T>(IEnumerable<T?>? values, Validator<T> validator, string pointer, ref bool changed)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(validator);
        if (values is IList<T?> list)
            return Each(list, CanSet(list), new ItemCleaning<T>(validator), pointer, ref changed);
        return values is null ? null : Each(values, new ItemCleaning<T>(validator), pointer, ref changed);
    }

    /// <summary>Cleans the values of a collection that is not to be touched, because others hold it too.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="values">The collection.</param>
    /// <param name="validator">That of its items.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="changed">Becomes <see langword="true"/> where another collection comes back.</param>
    /// <returns>The collection where no item becomes another, else a list.</returns>
    [return: NotNullIfNotNull(nameof(values))]
    public IEnumerable<T?>? CopyOfItems<T>(IEnumerable<T?>? values, Validator<T> validator, string pointer, ref bool changed)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(validator);
        if (values is IList<T?> list)
            return Each(list, false, new ItemCleaning<T>(validator), pointer, ref changed);
        return values is null ? null : Each(values, new ItemCleaning<T>(validator), pointer, ref changed);
    }

    /// <inheritdoc cref="CopyOfItems{T}(IEnumerable{T}, Validator{T}, string, ref bool)"/>
    [return: NotNullIfNotNull(nameof(values))]
    public List<T?>? CopyOfItems<T>(List<T?>? values, Validator<T> validator, string pointer, ref bool changed)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(validator);
        return values is null ? null : (List<T?>)Each(values, false, new ItemCleaning<T>(validator), pointer, ref changed);
    }

    /// <inheritdoc cref="CopyOfItems{T}(IEnumerable{T}, Validator{T}, string, ref bool)"/>
    [return: NotNullIfNotNull(nameof(values))]
    public T?[]? CopyOfItems<T>(T?[]? values, Validator<T> validator, string pointer, ref bool changed)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(validator);
        if (values is null)
            return null;
        var clean = Each(values, false, new ItemCleaning<T>(validator), pointer, ref changed);
        return clean as T?[] ?? [.. clean];
    }

    internal static SanitizationReport Take(ICollection<SanitizationChange>? changes)
    {
        var report = _spare ?? new SanitizationReport();
        _spare = null;
        report._changes = changes;
        report._values = 0;
        return report;
    }

    internal void Return()
    {
        _changes = null;
        _path.Clear();
        _spare = this;
    }

    private static string Clean(string value, TextSanitizers sanitizers, Func<string, string>? own)
    {
        var clean = TextSanitizer.Apply(value, sanitizers);
        if (own is null)
            return clean;
        clean = own(clean);
        // A method that makes a new text of a clean one has not changed anything.
        return clean == value ? value : clean;
    }

    /// <summary>An array says that it is read-only, and means its length.</summary>
    private static bool CanSet<T>(IList<T> list) => !list.IsReadOnly || list is T[];

    private IEnumerable<T?> Each<T, TCleaning>(IList<T?> list, bool canSet, TCleaning cleaning, string pointer, ref bool changed)
        where T : class
        where TCleaning : struct, ICleaning<T>
    {
        List<T?>? copy = null;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not { } value)
                continue;
            _path.Push(pointer, i);
            var clean = cleaning.Clean(value, this);
            _path.Pop();
            if (ReferenceEquals(value, clean))
                continue;
            if (canSet)
                list[i] = clean;
            else
                (copy ??= [.. list])[i] = clean;
        }
        changed |= copy is not null;
        return copy ?? (IEnumerable<T?>)list;
    }

    private IEnumerable<T?> Each<T, TCleaning>(IEnumerable<T?> values, TCleaning cleaning, string pointer, ref bool changed)
        where T : class
        where TCleaning : struct, ICleaning<T>
    {
        List<T?>? copy = null;
        var index = 0;
        foreach (var value in values)
        {
            _path.Push(pointer, index);
            var clean = value is null ? null : cleaning.Clean(value, this);
            _path.Pop();
            if (!ReferenceEquals(value, clean))
                copy ??= [.. values];
            if (copy is not null)
                copy[index] = clean;
            index++;
        }
        changed |= copy is not null;
        return copy ?? values;
    }

    private static void Refill<T>(IEnumerable<T> values, IEnumerable<T> clean, string pointer)
    {
        if (values is not ICollection<T> { IsReadOnly: false } collection || values is T[])
            throw new NotSupportedException($"What stands at {pointer} is to be sanitised, and its collection cannot be changed. Use an array or a List.");
        collection.Clear();
        foreach (var value in clean)
            collection.Add(value);
    }

    /// <summary>What lies too deep is left as it is; its rules refuse it.</summary>
    private bool MayEnter() => _path.Depth <= RuleLimits.Default.MaxDepth && ++_values <= RuleLimits.Default.MaxValues;

    /// <summary>How one element is cleaned: the same object where it is clean.</summary>
    private interface ICleaning<T>
    {
        T Clean(T value, SanitizationReport report);
    }

    private readonly struct TextCleaning(TextSanitizers sanitizers, Func<string, string>? own) : ICleaning<string>
    {
        public string Clean(string value, SanitizationReport report)
        {
            var changed = false;
            return report.Text(value, sanitizers, "", ref changed, own);
        }
    }

    private readonly struct ItemCleaning<T>(Validator<T> validator) : ICleaning<T>
        where T : class
    {
        public T Clean(T value, SanitizationReport report) => report.MayEnter() ? validator.Sanitize(value, report) : value;
    }
}
