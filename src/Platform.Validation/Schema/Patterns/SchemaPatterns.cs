using System.Text;
using System.Text.RegularExpressions;
using Platform.Validation.Schema.Loading;
using Platform.Validation.Schema.Tape;

namespace Platform.Validation.Schema.Patterns;

/// <summary>
/// The patterns of one schema. Each is compiled once, however often it stands there, and there is one budget for making and asking all of
/// them: each by itself is small, and a schema has room for thousands.
/// </summary>
internal sealed class SchemaPatterns(JsonSchemaOptions options)
{
    private readonly Dictionary<string, PatternMatcher> _compiled = new(StringComparer.Ordinal);
    private readonly ByteScratch _scratch = new();
    private readonly PatternWork _work = new(options.Limits.MaxPatternSteps);
    private long _ticks;

    /// <exception cref="JsonSchemaException">It is no regular expression, too long, not allowed from whom it came, or more than is left of the work for all.</exception>
    public PatternMatcher Compile(string pattern, string location)
    {
        if (_compiled.TryGetValue(pattern, out var known))
            return known;
        var matcher = PatternMatcher.Compile(pattern, options, location, _work);
        if (_work.IsTooMuch)
            throw TooMuch(location);
        return _compiled[pattern] = matcher;
    }

    /// <summary>Whether a name that the schema knows matches a pattern.</summary>
    /// <exception cref="JsonSchemaException">To find it out takes longer than it may.</exception>
    public bool IsMatch(PatternMatcher matcher, string name, SchemaLocation location)
    {
        var place = $"{location}/patternProperties/{SchemaLocation.Escape(matcher.Pattern)}";
        var started = TimeProvider.System.GetTimestamp();
        try
        {
            var steps = _work.Steps + 1;
            var matches = matcher.IsMatch(Encoding.UTF8.GetBytes(name), _scratch, ref steps, options.Limits.MaxPatternSteps);
            _work.Spend(steps - _work.Steps);
            if (matcher.TakesTime)
                _ticks += TimeProvider.System.GetTimestamp() - started;
            if (_work.IsTooMuch)
                throw TooMuch(place);
            return _ticks <= options.Limits.MaxPatternTicks ? matches : throw TooSlow(name, matcher.Pattern, place, null);
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw TooSlow(name, matcher.Pattern, place, exception);
        }
    }

    private JsonSchemaException TooMuch(string place) => new(
        $"All patterns of the schema together take more than {options.Limits.MaxPatternSteps} steps to be made and matched with its names (SchemaLimits.MaxPatternSteps). Use fewer, or smaller repetitions and sets.",
        place);

    private static JsonSchemaException TooSlow(string name, string pattern, string place, Exception? inner) => new(
        $"Whether the property \"{FailureText.Cut(name)}\" matches the pattern \"{pattern}\" takes longer to find out than it may (SchemaLimits.PatternTimeout).", place, inner);
}
