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

    /// <summary>Cleans the texts of a list, in place.</summary>
    /// <param name="values">The list.</param>
    /// <param name="sanitizers">Which sanitisers.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <param name="own">A sanitiser of the user's own, which comes last.</param>
    /// <exception cref="NotSupportedException">A text is not clean, and the list cannot be changed.</exception>
    public void Texts(IEnumerable<string?>? values, TextSanitizers sanitizers, string pointer, Func<string, string>? own = null)
    {
        if (values is null)
            return;
        if (values is not IList<string?> list)
        {
            foreach (var value in values)
            {
                if (value is not null && !ReferenceEquals(Clean(value, sanitizers, own), value))
                    throw CannotBeChanged(pointer);
            }
            return;
        }
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not { } value)
                continue;
            var changed = false;
            _path.Push(pointer, i);
            var clean = Text(value, sanitizers, "", ref changed, own);
            _path.Pop();
            if (changed)
                Set(list, i, clean, pointer);
        }
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

    /// <summary>Cleans the values of a list, in place.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="values">The list.</param>
    /// <param name="validator">That of its items.</param>
    /// <param name="pointer">Where it stands.</param>
    /// <exception cref="NotSupportedException">An item is not clean, and the list cannot be changed.</exception>
    public void Items<T>(IEnumerable<T?>? values, Validator<T> validator, string pointer)
        where T : class
    {
        if (values is null)
            return;
        if (values is IList<T?> list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                var changed = false;
                var clean = Item(list[i], validator, pointer, i, ref changed);
                if (changed)
                    Set(list, i, clean, pointer);
            }
            return;
        }
        var index = 0;
        foreach (var value in values)
        {
            var changed = false;
            Item(value, validator, pointer, index++, ref changed);
            if (changed)
                throw CannotBeChanged(pointer);
        }
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

    private static void Set<T>(IList<T> list, int index, T value, string pointer)
    {
        // An array says that it is read-only, and means its length.
        if (list.IsReadOnly && list is not T[])
            throw CannotBeChanged(pointer);
        list[index] = value;
    }

    private static NotSupportedException CannotBeChanged(string pointer) =>
        new($"What stands at {pointer} is to be sanitised, and its collection cannot be changed. Use an array or a List.");

    private T? Item<T>(T? value, Validator<T> validator, string pointer, int index, ref bool changed)
        where T : class
    {
        if (value is null)
            return null;
        _path.Push(pointer, index);
        var clean = MayEnter() ? validator.Sanitize(value, this) : value;
        _path.Pop();
        changed |= !ReferenceEquals(value, clean);
        return clean;
    }

    /// <summary>What lies too deep is left as it is; its rules refuse it.</summary>
    private bool MayEnter() => _path.Depth <= RuleLimits.Default.MaxDepth && ++_values <= RuleLimits.Default.MaxValues;
}
