using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.Encryption.EntityFrameworkCore.Tests;

/// <summary>What is marked as encrypted is redacted by Microsoft.Extensions.Compliance.</summary>
public sealed partial class RedactionTests
{
    [Fact]
    public void Marked_properties_of_what_is_logged_are_erased_and_the_rest_is_told()
    {
        var lines = new Lines();
        using var factory = Factory(lines, static _ => { });

        MemberJoined(factory.CreateLogger<RedactionTests>(), new Member { Club = "rowing", Number = 7, Email = "rower@example.org" }, "a secret word");

        Assert.Contains("rowing", lines.All, StringComparison.Ordinal);
        Assert.DoesNotContain("rower@example.org", lines.All, StringComparison.Ordinal);
        Assert.DoesNotContain("secret word", lines.All, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_may_say_what_stands_in_their_place()
    {
        var lines = new Lines();
        using var factory = Factory(lines, static redaction => redaction.SetRedactor<Stars>(EncryptedData.Classification));

        MemberJoined(factory.CreateLogger<RedactionTests>(), new Member { Club = "rowing", Number = 7, Email = "rower@example.org" }, "a secret word");

        Assert.Contains("Joined with ***", lines.All, StringComparison.Ordinal);
        Assert.Contains("Email=***", lines.All, StringComparison.Ordinal);
        Assert.DoesNotContain("rower@example.org", lines.All, StringComparison.Ordinal);
    }

    [Fact]
    public void What_marks_is_of_one_classification()
    {
        Assert.Equal(new DataClassification("Platform.Encryption", "Encrypted"), EncryptedData.Classification);
        Assert.All(
            (DataClassificationAttribute[])[new JsonEncryptedAttribute(), new EncryptedDataAttribute()],
            static attribute => Assert.Equal(EncryptedData.Classification, attribute.Classification));
    }

    [LoggerMessage(1, LogLevel.Information, "Joined with {Word}")]
    private static partial void MemberJoined(ILogger logger, [LogProperties] Member member, [EncryptedData] string word);

    private static ILoggerFactory Factory(Lines lines, Action<IRedactionBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.EnableRedaction().AddProvider(lines));
        services.AddRedaction(configure);
        return services.BuildServiceProvider().GetRequiredService<ILoggerFactory>();
    }

    private sealed class Stars : Redactor
    {
        public override int GetRedactedLength(ReadOnlySpan<char> input) => 3;

        public override int Redact(ReadOnlySpan<char> source, Span<char> destination)
        {
            "***".CopyTo(destination);
            return 3;
        }
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public string All => string.Join('\n', _lines);

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            _lines.Add(formatter(state, exception));
            foreach (var (name, value) in (IEnumerable<KeyValuePair<string, object?>>)state!)
                _lines.Add($"{name}={value}");
        }
    }
}
