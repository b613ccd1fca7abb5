using System.Globalization;

namespace Platform.Validation;

/// <summary>One thing that is wrong with what came in, whoever found it: a schema or a rule on a type.</summary>
/// <remarks>
/// It holds facts and no sentence: a stable code for programs, where it is, which rule it broke, and the numbers and names that
/// a text needs. The text is written by <see cref="ValidationMessages"/> when somebody wants to read it, in their language.
/// </remarks>
public readonly struct ValidationFailure : IEquatable<ValidationFailure>
{
    /// <summary>A failure.</summary>
    /// <param name="code">The stable code: 1 to 63 capital letters, digits and underscores, a letter first (<see cref="ValidationCodes"/>).</param>
    /// <param name="instancePointer">Where the value stands, as a JSON Pointer (RFC 6901); empty for the whole.</param>
    /// <param name="rule">Which rule it broke: for a schema the location of the keyword, for a typed rule its name.</param>
    /// <param name="arguments">The facts a text needs.</param>
    /// <param name="severity">How bad it is.</param>
    /// <param name="text">A text of the rule's own; left out, the text that belongs to the code.</param>
    /// <exception cref="ArgumentException"><paramref name="code"/> does not follow the pattern.</exception>
    public ValidationFailure(
        string code,
        string instancePointer,
        string rule,
        ValidationArguments arguments = default,
        ValidationSeverity severity = ValidationSeverity.Error,
        ValidationText? text = null)
        : this(code, instancePointer, rule, in arguments, severity, text)
    {
        ArgumentNullException.ThrowIfNull(instancePointer);
        ArgumentNullException.ThrowIfNull(rule);
        if (!ValidationCodes.IsWellFormed(code))
            throw new ArgumentException("A code is 1 to 63 capital letters, digits and underscores, a letter first.", nameof(code));
    }

    /// <summary>A failure whose code was looked at when the program was compiled.</summary>
    internal ValidationFailure(string code, string instancePointer, string rule, in ValidationArguments arguments, ValidationSeverity severity,
        ValidationText? text)
    {
        Code = code;
        InstancePointer = instancePointer;
        Rule = rule;
        Arguments = arguments;
        Severity = severity;
        Text = text;
    }

    /// <summary>The stable code, such as <c>STRING_TOO_SHORT</c>. It never changes with language or version.</summary>
    public string Code { get; }

    /// <summary>Where the value stands, as a JSON Pointer (RFC 6901) with the names that the sender used; empty for the whole.</summary>
    /// <remarks>Names can be as long as the data: of more than 512 characters the beginning is given, with an ellipsis.</remarks>
    public string InstancePointer { get; }

    /// <summary>
    /// The rule that was broken. For a schema the location of the keyword: <c>#/properties/name/minLength</c>, behind the
    /// schema's own URI where it has one.
    /// </summary>
    public string Rule { get; }

    /// <summary>The facts a text needs, by name.</summary>
    public ValidationArguments Arguments { get; }

    /// <summary>How bad it is. Only an error makes a value invalid.</summary>
    /// <value><see cref="ValidationSeverity.Error"/> unless the rule says otherwise.</value>
    public ValidationSeverity Severity { get; }

    /// <summary>A text of the rule's own; <see langword="null"/> where the text belongs to the code.</summary>
    public ValidationText? Text { get; }

    /// <summary>The text for a person, from the package's own messages.</summary>
    /// <param name="culture">The culture of the reader; the current UI culture when left out.</param>
    /// <returns>One sentence without the location.</returns>
    public string GetMessage(CultureInfo? culture = null) => ValidationMessages.Default.Render(this, culture);

    /// <summary>Location, code and English text, for logs and debuggers.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{(InstancePointer.Length == 0 ? "(root)" : InstancePointer)}: {Code}: {GetMessage(CultureInfo.InvariantCulture)}";

    /// <inheritdoc />
    public bool Equals(ValidationFailure other) =>
        Code == other.Code && InstancePointer == other.InstancePointer && Rule == other.Rule && Arguments == other.Arguments
        && Severity == other.Severity && ReferenceEquals(Text, other.Text);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is ValidationFailure other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Code, InstancePointer, Rule, Arguments, Severity, Text);

    /// <summary>Whether two failures are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(ValidationFailure left, ValidationFailure right) => left.Equals(right);

    /// <summary>Whether two failures differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(ValidationFailure left, ValidationFailure right) => !left.Equals(right);
}
