using System.Runtime.InteropServices;
using System.Text;

namespace Platform.Validation.Rules;

/// <summary>
/// Takes what a rule finds that is a method and finds more than one thing, or has facts to tell: <c>void Check(ref RuleFindings findings)</c>.
/// See <see cref="RuleAttribute"/>.
/// </summary>
/// <remarks>
/// The method is called twice where it finds something: once to learn whether, and once more for what. It must find the same both times.
/// What is not stated in a call of <see cref="Add"/> is taken from the attribute.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
public ref struct RuleFindings
{
    private readonly RuleReport? _report;
    private readonly string _pointer;
    private readonly string _rule;
    private readonly string _code;
    private readonly ValidationSeverity _severity;
    private readonly ValidationText? _text;

    /// <summary>Generated: passes on to a report.</summary>
    /// <param name="report">Takes the failures.</param>
    /// <param name="pointer">Where the value stands that the rule is about.</param>
    /// <param name="rule">The name of the rule.</param>
    /// <param name="code">Its code.</param>
    /// <param name="severity">Its severity.</param>
    /// <param name="text">Its text.</param>
    [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    public RuleFindings(RuleReport report, string pointer, string rule, string code, ValidationSeverity severity = ValidationSeverity.Error,
        ValidationText? text = null)
    {
        _report = report;
        _pointer = pointer;
        _rule = rule;
        _code = code;
        _severity = severity;
        _text = text;
    }

    /// <summary>Generated: learns only whether something is found.</summary>
    /// <param name="severity">The severity of the rule.</param>
    [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    public RuleFindings(ValidationSeverity severity)
    {
        _pointer = _rule = _code = "";
        _severity = severity;
    }

    /// <summary>Whether something was found.</summary>
    public bool Any { get; private set; }

    /// <summary>Whether an error is among what was found.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>Says that something is wrong.</summary>
    /// <param name="code">The stable code (<see cref="ValidationCodes.IsWellFormed"/>); left out, that of the rule.</param>
    /// <param name="pointer">Where, below the value that the rule is about, as a JSON Pointer in the names of the wire (<see cref="PointerTo"/>).</param>
    /// <param name="arguments">The facts that a text needs. They are shown to whoever sent the data.</param>
    /// <param name="severity">How bad it is; left out, that of the rule.</param>
    /// <param name="text">A text of its own; left out, that of the rule, or else the one that belongs to the code.</param>
    /// <exception cref="ArgumentException"><paramref name="code"/> is no code, or <paramref name="pointer"/> is no pointer.</exception>
    public void Add(
        string? code = null, string pointer = "", ValidationArguments arguments = default, ValidationSeverity? severity = null, ValidationText? text = null)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        if (code is not null && !ValidationCodes.IsWellFormed(code))
            throw new ArgumentException($"'{code}' is no code: 1 to 63 capital letters, digits and underscores, a letter first.", nameof(code));
        if (pointer is not ([] or ['/', ..]))
            throw new ArgumentException($"'{pointer}' is no JSON Pointer; it is empty or begins with a slash.", nameof(pointer));
        Any = true;
        HasErrors |= (severity ?? _severity) == ValidationSeverity.Error;
        _report?.Add(code ?? _code, _pointer + pointer, _rule, in arguments, severity ?? _severity, text ?? _text);
    }

    /// <summary>A JSON Pointer of names as they are: <c>~</c> and <c>/</c> in them are escaped (RFC 6901, section 3).</summary>
    /// <param name="names">The names, outermost first.</param>
    /// <returns>The pointer; empty without a name.</returns>
    public static string PointerTo(params ReadOnlySpan<string> names)
    {
        var pointer = new StringBuilder();
        foreach (var name in names)
            pointer.Append('/').Append(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
        return pointer.ToString();
    }
}
