using System.Globalization;

namespace Platform.Validation;

/// <summary>One fact about a failure, with its name: the limit that was exceeded, the property that is missing.</summary>
/// <remarks>A number is kept as a number, so that a text can be written in any culture and nothing is allocated for it.</remarks>
public readonly struct ValidationArgument : IEquatable<ValidationArgument>
{
    private readonly string? _text;
    private readonly long _number;

    /// <summary>An argument that is text.</summary>
    /// <param name="name">The name by which a message refers to it, in camel case.</param>
    /// <param name="value">
    /// The text. It is shown to whoever sent the data, so it must hold no secret. Of more than 512 characters only the beginning is kept, with
    /// an ellipsis: it may come from the data, and be as long as these.
    /// </param>
    public ValidationArgument(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        Name = name;
        _text = FailureText.Cut(value);
    }

    /// <summary>An argument that is a whole number.</summary>
    /// <param name="name">The name by which a message refers to it, in camel case.</param>
    /// <param name="value">The number.</param>
    public ValidationArgument(string name, long value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        _number = value;
    }

    /// <summary>The name by which a message refers to it.</summary>
    public string Name { get; }

    /// <summary>Whether the value is a number; otherwise it is text.</summary>
    public bool IsNumber => _text is null;

    /// <summary>The number; zero where the value is text.</summary>
    public long Number => _number;

    /// <summary>The value as text, numbers in the invariant culture.</summary>
    public string Text => _text ?? _number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The value as a person reads it: a number in the given culture, text as it is.</summary>
    /// <param name="culture">The culture of the reader.</param>
    /// <returns>The text.</returns>
    public string Format(IFormatProvider culture) => _text ?? _number.ToString("N0", culture);

    /// <inheritdoc />
    public bool Equals(ValidationArgument other) => Name == other.Name && _text == other._text && _number == other._number;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is ValidationArgument other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Name, _text, _number);

    /// <summary>Name and value, for logs and debuggers.</summary>
    /// <returns><c>name=value</c>.</returns>
    public override string ToString() => $"{Name}={Text}";

    /// <summary>Whether two arguments are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(ValidationArgument left, ValidationArgument right) => left.Equals(right);

    /// <summary>Whether two arguments differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(ValidationArgument left, ValidationArgument right) => !left.Equals(right);
}
