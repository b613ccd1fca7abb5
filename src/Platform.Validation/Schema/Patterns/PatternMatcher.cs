using System.Text.RegularExpressions;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Patterns;

/// <summary>A pattern of a schema, ready to be matched. Immutable and safe on many threads.</summary>
internal abstract class PatternMatcher(string pattern)
{
    /// <summary>How much longer than the limit for patterns one may become when it is translated; each property of Unicode is many ranges.</summary>
    private const int MostGrowth = 64;

    /// <summary>As the schema writes it.</summary>
    public string Pattern { get; } = pattern;

    /// <summary>Whether time has to be watched: how long a character takes is not known.</summary>
    public virtual bool TakesTime => false;

    /// <summary>Whether some part of a text matches.</summary>
    /// <exception cref="RegexMatchTimeoutException">It took longer than it may.</exception>
    public abstract bool IsMatch(ReadOnlySpan<byte> utf8, ByteScratch scratch);

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="JsonSchemaException">It is no regular expression, too long, or not allowed from whom it came.</exception>
    public static PatternMatcher Compile(string pattern, JsonSchemaOptions options, string location)
    {
        var limits = options.Limits;
        if (pattern.Length > limits.MaxPatternLength)
            throw new JsonSchemaException($"The pattern has {pattern.Length} characters, and the limit is {limits.MaxPatternLength} (SchemaLimits.MaxPatternLength).", location);
        EcmaNode node;
        try
        {
            node = EcmaParser.Parse(pattern);
        }
        catch (EcmaSyntaxException exception)
        {
            throw new JsonSchemaException($"\"{pattern}\" is no regular expression of ECMA-262: {exception.Message}.", location, exception);
        }
        if (SequenceMatcher.TryCreate(pattern, node) is { } simple)
            return simple;
        var (translated, isRegular) = DotNetPattern.Of(node);
        if (translated.Length > (long)limits.MaxPatternLength * MostGrowth)
            throw new JsonSchemaException($"The pattern \"{pattern}\" becomes too large when its classes are written out. Use \\p{{…}} less often.", location);
        if (isRegular)
        {
            try
            {
                return new RegexMatcher(pattern, new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, limits.PatternTimeout));
            }
            catch (NotSupportedException) when (options.Trust == SchemaTrust.Trusted)
            {
                // Repetitions of repetitions can be too large to be run as an automaton; then time is limited instead.
            }
            catch (NotSupportedException exception)
            {
                throw new JsonSchemaException($"The pattern \"{pattern}\" is too large to be matched in linear time, which a schema that is not trusted has to be. Use smaller repetitions.", location, exception);
            }
        }
        else if (options.Trust == SchemaTrust.Untrusted)
        {
            throw new JsonSchemaException($"The pattern \"{pattern}\" looks around or back, and so cannot be matched in linear time, which a schema that is not trusted has to be. Write it without.", location);
        }
        try
        {
            return new RegexMatcher(pattern, new Regex(translated, RegexOptions.CultureInvariant, limits.PatternTimeout));
        }
        catch (ArgumentException exception)
        {
            throw new JsonSchemaException($"The pattern \"{pattern}\" cannot be run: {exception.Message}", location, exception);
        }
    }
}
